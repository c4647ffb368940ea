/** nginx, as read. */
export const NGINX_SOURCE = 'github.com/nginx/nginx@3f6f7824 (1.31.5-dev, 2026-08-21):';

/** ingress-nginx, as read: its last release. */
export const INGRESS_NGINX_SOURCE =
  'github.com/kubernetes/ingress-nginx@dbb11b92 (main, 2026-03-20, = v1.15.1):';

/** Alibaba Cloud's cloud controller manager, as read. */
export const ALIBABA_CCM_SOURCE =
  'github.com/kubernetes/cloud-provider-alibaba-cloud@eeb0ddc6 (2026-04-10):';

/** HAProxy, as read. */
export const HAPROXY_SOURCE = 'github.com/haproxy/haproxy@50872daa (3.5-dev, 2026-08-21):';
