import type { Family } from '../family.ts';
import type { HopKind } from '../hop-kind.ts';
import { alibabaFamily } from './alibaba/family.ts';
import { awsFamily } from './aws/family.ts';
import { azureFamily } from './azure/azure.ts';
import { denoFamily } from './backends/deno.ts';
import { goHttpFamily } from './backends/go.ts';
import { jettyFamily } from './backends/jetty.ts';
import { nettyFamily } from './backends/netty.ts';
import { nodeFamily } from './backends/node.ts';
import { podFamily } from './backends/pod.ts';
import { socketioFamily } from './backends/socketio.ts';
import { tomcatFamily } from './backends/tomcat.ts';
import { uvicornFamily } from './backends/uvicorn.ts';
import { uwsgiFamily } from './backends/uwsgi.ts';
import { ciliumBalancerFamily, k3sFamily, kubeVipFamily } from './clouds/announcers.ts';
import { baiduFamily } from './clouds/baidu.ts';
import { cloudflareFamily } from './clouds/cloudflare.ts';
import { huaweiFamily } from './clouds/huawei.ts';
import { ibmFamily } from './clouds/ibm.ts';
import { kingsoftFamily } from './clouds/kingsoft.ts';
import { metallbFamily } from './clouds/metallb.ts';
import { oracleFamily } from './clouds/oracle.ts';
import { tencentFamily } from './clouds/tencent.ts';
import { ucloudFamily } from './clouds/ucloud.ts';
import { volcengineFamily } from './clouds/volcengine.ts';
import { yandexFamily } from './clouds/yandex.ts';
import { contourFamily } from './contour/contour.ts';
import { carrierNatFamily } from './edges/carrier-nat.ts';
import { customFamily } from './edges/custom.ts';
import { elsewhereFamily } from './edges/elsewhere.ts';
import { generatorFamily } from './edges/generator.ts';
import { kernelFamily } from './edges/kernel.ts';
import { kubernetesFamily } from './edges/kubernetes.ts';
import { websealFamily } from './edges/webseal.ts';
import { ciliumGatewayFamily } from './envoy/cilium-gateway.ts';
import { emissaryFamily } from './envoy/emissary.ts';
import { envoyFamily } from './envoy/envoy.ts';
import { higressFamily } from './envoy/higress.ts';
import { kgatewayFamily } from './envoy/kgateway.ts';
import { envoyGatewayFamily } from './envoy-gateway/envoy-gateway.ts';
import { f5Family } from './f5/f5-nginx-ingress.ts';
import { apisixFamily } from './gateways/apisix.ts';
import { googleFamily } from './google/google.ts';
import { haproxyFamily } from './haproxy/haproxy.ts';
import { haproxyIngressFamily } from './haproxy/haproxy-ingress.ts';
import { haproxytechIngressFamily } from './haproxy/haproxytech-ingress.ts';
import { civoFamily } from './hosters/civo.ts';
import { digitaloceanFamily } from './hosters/digitalocean.ts';
import { exoscaleFamily } from './hosters/exoscale.ts';
import { hetznerFamily } from './hosters/hetzner.ts';
import { linodeFamily } from './hosters/linode.ts';
import { octaviaFamily, ovhFamily } from './hosters/octavia.ts';
import { scalewayFamily } from './hosters/scaleway.ts';
import { stackitFamily } from './hosters/stackit.ts';
import { upcloudFamily } from './hosters/upcloud.ts';
import { vultrFamily } from './hosters/vultr.ts';
import { ingressNginxFamily } from './ingress-nginx/family.ts';
import { istioFamily } from './istio/istio.ts';
import { knativeFamily } from './knative/knative.ts';
import { kongFamily } from './kong/kong.ts';
import { nginxFamily } from './nginx/family.ts';
import { nginxGatewayFabricFamily } from './nginx-gateway-fabric/nginx-gateway-fabric.ts';
import { calicoFamily } from './nodes/calico.ts';
import { ciliumFamily } from './nodes/cilium.ts';
import { conntrackFamily } from './nodes/conntrack.ts';
import { kubeProxyFamily } from './nodes/kube-proxy.ts';
import { openshiftFamily } from './openshift/openshift.ts';
import { ownProxiesFamily } from './own-proxies/family.ts';
import { traefikFamily } from './traefik/traefik.ts';

/** Everything that soak knows, from the client to the backend. Something new is a file, or a folder, and a line here. */
export const FAMILIES: readonly Family[] = [
  generatorFamily,
  carrierNatFamily,
  websealFamily,
  cloudflareFamily,
  alibabaFamily,
  awsFamily,
  azureFamily,
  googleFamily,
  tencentFamily,
  huaweiFamily,
  oracleFamily,
  kingsoftFamily,
  ucloudFamily,
  digitaloceanFamily,
  hetznerFamily,
  linodeFamily,
  scalewayFamily,
  // OVHcloud is Octavia with a name of its own.
  ovhFamily,
  octaviaFamily,
  stackitFamily,
  vultrFamily,
  ibmFamily,
  yandexFamily,
  volcengineFamily,
  baiduFamily,
  exoscaleFamily,
  civoFamily,
  upcloudFamily,
  metallbFamily,
  kubeVipFamily,
  k3sFamily,
  ciliumBalancerFamily,
  // The first that claims a cluster's nodes has them; plain connection tracking is assumed last.
  ciliumFamily,
  calicoFamily,
  kubeProxyFamily,
  conntrackFamily,
  nginxFamily,
  nginxGatewayFabricFamily,
  ingressNginxFamily,
  f5Family,
  haproxyFamily,
  haproxytechIngressFamily,
  haproxyIngressFamily,
  envoyFamily,
  contourFamily,
  envoyGatewayFamily,
  istioFamily,
  kgatewayFamily,
  emissaryFamily,
  knativeFamily,
  ciliumGatewayFamily,
  higressFamily,
  openshiftFamily,
  ownProxiesFamily,
  traefikFamily,
  kongFamily,
  apisixFamily,
  podFamily,
  nodeFamily,
  socketioFamily,
  tomcatFamily,
  jettyFamily,
  nettyFamily,
  uvicornFamily,
  uwsgiFamily,
  denoFamily,
  goHttpFamily,
  kubernetesFamily,
  kernelFamily,
  elsewhereFamily,
  customFamily,
];

/** Every kind of hop that a scenario can name. */
export const HOP_KINDS: readonly HopKind[] = FAMILIES.flatMap(({ kinds }) => kinds);

const BY_KIND = new Map(HOP_KINDS.map((kind) => [kind.kind, kind]));

export function hopKind(kind: string): HopKind | undefined {
  return BY_KIND.get(kind);
}
