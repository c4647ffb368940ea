/** A Kubernetes object as data; the same shape as in kind-manifests.ts. */
interface Manifest extends Record<string, unknown> {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly [key: string]: unknown };
}

const LABELS = { app: 'controller' };

/** A Deployment of a proxy with its file in a ConfigMap, and the Service in front of it. */
function ownProxy(
  image: string,
  { path, text }: { path: string; text: string },
): readonly Manifest[] {
  const name = path.slice(path.lastIndexOf('/') + 1);
  return [
    {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'own-file' },
      data: { [name]: text },
    },
    {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name: 'front', annotations: { 'metallb.io/pool': 'a' } },
      spec: { type: 'LoadBalancer', selector: LABELS, ports: [{ port: 443 }] },
    },
    {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name: 'controller' },
      spec: {
        replicas: 2,
        selector: { matchLabels: LABELS },
        template: {
          metadata: { labels: LABELS },
          spec: {
            terminationGracePeriodSeconds: 300,
            containers: [
              {
                name: 'controller',
                image,
                readinessProbe: { tcpSocket: { port: 443 } },
                volumeMounts: [{ name: 'file', mountPath: path, subPath: name }],
              },
            ],
            volumes: [{ name: 'file', configMap: { name: 'own-file' } }],
          },
        },
      },
    },
  ];
}

const NGINX = '/etc/nginx/nginx.conf';

function route(termination: string): readonly Manifest[] {
  return [
    {
      apiVersion: 'route.openshift.io/v1',
      kind: 'Route',
      metadata: { name: 'chat' },
      spec: {
        host: 'chat.example.com',
        to: { kind: 'Service', name: 'chat' },
        tls: { termination },
      },
    },
    {
      apiVersion: 'operator.openshift.io/v1',
      kind: 'IngressController',
      metadata: { name: 'default' },
      spec: {},
    },
  ];
}

/** What stands in front of the application for kinds that no Ingress leads to. */
export const PROXY_MANIFESTS: Readonly<Record<string, readonly Manifest[]>> = {
  'openshift-router': route('edge'),
  'openshift-router-passthrough': route('passthrough'),
  'kong-stream': [
    {
      apiVersion: 'configuration.konghq.com/v1beta1',
      kind: 'TCPIngress',
      metadata: { name: 'chat' },
      spec: { rules: [{ port: 443, backend: { serviceName: 'chat', servicePort: 80 } }] },
    },
    {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name: 'controller' },
      spec: {
        replicas: 2,
        selector: { matchLabels: LABELS },
        template: {
          metadata: { labels: LABELS },
          spec: {
            terminationGracePeriodSeconds: 300,
            containers: [
              {
                name: 'controller',
                image: 'kong:3.9',
                readinessProbe: { tcpSocket: { port: 443 } },
              },
            ],
          },
        },
      },
    },
  ],
  'haproxy-pod': ownProxy('haproxy:3.2', {
    path: '/usr/local/etc/haproxy/haproxy.cfg',
    text: 'listen chat\n  bind :443\n  mode tcp\n  server a chat:80\n',
  }),
  'nginx-pod': ownProxy('nginx:1.29', {
    path: NGINX,
    text: 'events {}\nhttp { server { listen 443 ssl; location / {\n  proxy_set_header Upgrade $http_upgrade;\n  proxy_pass http://chat; } } }\n',
  }),
  'nginx-stream-pod': ownProxy('nginx:1.29', {
    path: NGINX,
    text: 'events {}\nstream { server { listen 443; proxy_pass chat:80; } }\n',
  }),
};
