import { ALIBABA_CLB } from './alibaba-clb.ts';
import { ALIBABA_CLB_BACKENDS } from './alibaba-clb-backends.ts';
import { ALIBABA_OTHER } from './alibaba-other.ts';
import { AWS } from './aws.ts';
import { AZURE } from './azure.ts';
import { BACKENDS } from './backends.ts';
import { CLIENT } from './client.ts';
import { CLIENT_SIDE } from './client-side.ts';
import { CLOUDFLARE } from './cloudflare.ts';
import { CNI } from './cni.ts';
import { CONNTRACK } from './conntrack.ts';
import type { CatalogueEntry } from './entry.ts';
import { ENVOY } from './envoy.ts';
import { ENVOY_BASED } from './envoy-based.ts';
import { F5_NGINX_INGRESS } from './f5-nginx-ingress.ts';
import { GCP } from './gcp.ts';
import { HAPROXY } from './haproxy.ts';
import { HUAWEI } from './huawei.ts';
import { INGRESS_NGINX_OPENING } from './ingress-nginx-opening.ts';
import { INGRESS_NGINX_RULES } from './ingress-nginx-rules.ts';
import { INGRESS_NGINX_TIMEOUTS } from './ingress-nginx-timeouts.ts';
import { KINGSOFT } from './kingsoft.ts';
import { KUBE_PROXY } from './kube-proxy.ts';
import { KUBERNETES } from './kubernetes.ts';
import { LINUX_TCP } from './linux-tcp.ts';
import { METALLB } from './metallb.ts';
import { NGINX_CORE } from './nginx-core.ts';
import { NGINX_HTTP } from './nginx-http.ts';
import { OPENRESTY } from './openresty.ts';
import { ORACLE } from './oracle.ts';
import { TENCENT } from './tencent.ts';
import { TRAEFIK } from './traefik.ts';
import { UCLOUD } from './ucloud.ts';

/** Every setting that soak knows, grouped by component. A new component is a file and a line here. */
export const CATALOGUE: readonly CatalogueEntry[] = [
  ...ALIBABA_CLB,
  ...ALIBABA_CLB_BACKENDS,
  ...ALIBABA_OTHER,
  ...AWS,
  ...AZURE,
  ...BACKENDS,
  ...CLIENT,
  ...CLIENT_SIDE,
  ...CLOUDFLARE,
  ...CNI,
  ...CONNTRACK,
  ...ENVOY,
  ...ENVOY_BASED,
  ...F5_NGINX_INGRESS,
  ...GCP,
  ...HAPROXY,
  ...HUAWEI,
  ...INGRESS_NGINX_OPENING,
  ...INGRESS_NGINX_RULES,
  ...INGRESS_NGINX_TIMEOUTS,
  ...KINGSOFT,
  ...KUBE_PROXY,
  ...KUBERNETES,
  ...LINUX_TCP,
  ...METALLB,
  ...NGINX_CORE,
  ...NGINX_HTTP,
  ...OPENRESTY,
  ...ORACLE,
  ...TENCENT,
  ...TRAEFIK,
  ...UCLOUD,
];

const BY_ID = new Map(CATALOGUE.map((entry) => [entry.id, entry]));

/** The entry with this id. */
export function catalogueEntry(id: string): CatalogueEntry | undefined {
  return BY_ID.get(id);
}
