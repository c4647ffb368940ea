import type { HopKind } from '../hop-kind.ts';
import {
  alibabaAlb,
  alibabaClb,
  alibabaEcs,
  alibabaNlb,
  alibabaSlb,
  alibabaSlbHttp,
} from './alibaba-slb.ts';
import { awsAlb, awsClb, awsEc2, awsNlb } from './aws.ts';
import { azureApplicationGateway, azureLb } from './azure.ts';
import {
  deno,
  goHttp,
  jetty,
  netty,
  nodeWs,
  socketio,
  tomcat,
  uvicorn,
  uwsgi,
} from './backends.ts';
import { carrierNat, webseal } from './client-side.ts';
import { calicoEbpf, cilium, kubeProxyIpvs } from './data-plane.ts';
import { ciliumGateway, contour, envoy, envoyGateway, higress, istio } from './envoy.ts';
import { f5NginxIngress } from './f5-nginx-ingress.ts';
import { gcpApplicationLb, gcpNlb } from './gcp.ts';
import { custom, generator, pod } from './generic.ts';
import { haproxy, haproxyIngress, haproxytechIngress } from './haproxy.ts';
import { ingressNginx, ingressNginxPassthrough, ingressNginxStream } from './ingress-nginx.ts';
import { linuxConntrack } from './linux-conntrack.ts';
import { nginx, nginxStream } from './nginx.ts';
import { apisix, kong } from './openresty.ts';
import {
  cloudflare,
  huaweiElb,
  ksyunSlb,
  metallb,
  ociLb,
  tencentClb,
  ucloudClb,
} from './other-clouds.ts';
import { traefik } from './traefik.ts';

/** Every kind of hop that a scenario can name. A new one is a file and a line here. */
export const HOP_KINDS: readonly HopKind[] = [
  generator,
  // Between the client and the cluster.
  carrierNat,
  webseal,
  cloudflare,
  alibabaSlb,
  alibabaClb,
  alibabaSlbHttp,
  alibabaNlb,
  alibabaAlb,
  alibabaEcs,
  awsNlb,
  awsAlb,
  awsClb,
  awsEc2,
  azureLb,
  azureApplicationGateway,
  gcpApplicationLb,
  gcpNlb,
  tencentClb,
  huaweiElb,
  ociLb,
  ksyunSlb,
  ucloudClb,
  metallb,
  haproxy,
  nginxStream,
  // Data planes of the nodes.
  linuxConntrack,
  kubeProxyIpvs,
  cilium,
  calicoEbpf,
  // Ingress controllers and gateways.
  ingressNginx,
  ingressNginxStream,
  ingressNginxPassthrough,
  nginx,
  f5NginxIngress,
  haproxyIngress,
  haproxytechIngress,
  envoy,
  contour,
  envoyGateway,
  istio,
  ciliumGateway,
  higress,
  traefik,
  kong,
  apisix,
  // Backends.
  pod,
  nodeWs,
  socketio,
  tomcat,
  jetty,
  netty,
  uvicorn,
  uwsgi,
  deno,
  goHttp,
  custom,
];

const BY_KIND = new Map(HOP_KINDS.map((kind) => [kind.kind, kind]));

export function hopKind(kind: string): HopKind | undefined {
  return BY_KIND.get(kind);
}
