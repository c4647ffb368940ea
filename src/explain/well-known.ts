import type { Axis } from './drop.ts';

/** A timeout that a hop has unless it is configured: a hint for hops that no scenario lists. */
export interface WellKnown {
  readonly afterMs: number;
  readonly axis: Exclude<Axis, 'wall'>;
  readonly who: string;
  /** Kind of hop in the catalogue, where it has one. */
  readonly kind?: string;
  readonly reference: string;
}

/** Well-known defaults, by time; `unverified` where the reference was not read again. */
export const WELL_KNOWN: readonly WellKnown[] = [
  idle(15, 'Alibaba Cloud ALB and CLB HTTP listeners', 'terraform-provider-alicloud slb_listener'),
  age(
    15,
    'the route timeout of Envoy',
    'envoyproxy/envoy docs/root/faq/configuration/timeouts.rst',
  ),
  age(
    30,
    'the backend timeout of Google Cloud application balancers',
    'ingress-gce examples/websocket',
  ),
  idle(30, 'Deno.upgradeWebSocket', 'docs.deno.com/api/deno/~/Deno.UpgradeWebSocketOptions'),
  idle(
    50,
    'the sample configuration of HAProxy (timeout client and server; unverified)',
    'docs.haproxy.org, quick start',
  ),
  idle(55, 'the router of Heroku (unverified)', 'devcenter.heroku.com/articles/http-routing'),
  idle(
    60,
    'nginx and ingress-nginx (proxy_read_timeout)',
    'kubernetes/ingress-nginx config.go',
    'ingress-nginx',
  ),
  idle(
    60,
    'AWS Classic ELB and ALB',
    'docs.aws.amazon.com/elasticloadbalancing/latest/classic/config-idle-timeout.html',
  ),
  idle(60, 'Kong', 'Kong/kong kong/db/schema/entities/services.lua'),
  idle(60, 'UCloud CLB', 'ucloud-global.com/en/docs/ulb/clb/faq/design/idletimeout'),
  idle(75, 'nginx (keepalive_timeout)', 'nginx ngx_http_core_module.c', 'ingress-nginx'),
  idle(
    90,
    'the default IdleConnTimeout of Go proxies (unverified)',
    'pkg.go.dev/net/http#DefaultTransport',
  ),
  idle(100, 'Cloudflare (field reports only)', 'github.com/gravitational/teleport/pull/11765'),
  idle(
    180,
    'Traefik (respondingTimeouts.idleTimeout)',
    'traefik pkg/config/static/static_config.go',
  ),
  idle(
    240,
    'Azure Load Balancer',
    'learn.microsoft.com/azure/load-balancer/load-balancer-tcp-idle-timeout',
  ),
  age(
    240,
    'worker-shutdown-timeout of ingress-nginx after a reload',
    'kubernetes/ingress-nginx config.go',
    'ingress-nginx',
  ),
  idle(
    300,
    'Envoy, Contour, Cilium (stream_idle_timeout)',
    'envoyproxy/envoy docs/root/faq/configuration/timeouts.rst',
  ),
  idle(300, 'Huawei Cloud ELB, Oracle Cloud LB', 'support.huaweicloud.com; docs.cloud.oracle.com'),
  idle(
    350,
    'AWS NLB',
    'docs.aws.amazon.com/elasticloadbalancing/latest/network/update-idle-timeout.html',
  ),
  idle(
    600,
    'proxy-stream-timeout of ingress-nginx',
    'kubernetes/ingress-nginx config.go',
    'ingress-nginx',
  ),
  idle(
    600,
    'connection tracking of Google Cloud network balancers (unverified)',
    'cloud.google.com/load-balancing/docs/network',
  ),
  idle(
    610,
    'HTTP keep-alive of Google Cloud application balancers',
    'docs.cloud.google.com/load-balancing/docs/https/request-distribution',
  ),
  idle(
    900,
    'Alibaba Cloud CLB (EstablishedTimeout) and NLB',
    'alibabacloud.com/help/en/slb',
    'alibaba-slb',
  ),
  idle(900, 'kube-proxy in IPVS mode', 'kernel ip_vs_proto_tcp.c'),
  idle(900, 'Tencent Cloud CLB, Kingsoft Cloud SLB', 'docs.ksyun.com/documents/1150'),
  idle(
    1_800,
    'a firewall of half an hour (common, no single vendor; unverified)',
    'vendor manuals differ',
  ),
  idle(3_600, 'Envoy tcp_proxy', 'envoyproxy/envoy tcp_proxy.proto'),
  idle(
    3_600,
    'Calico eBPF connection tracking',
    'projectcalico/calico felix/bpf/conntrack/timeouts/timeouts.go',
  ),
  age(
    3_600,
    'AWS ALB (client_keep_alive)',
    'docs.aws.amazon.com/elasticloadbalancing/latest/application',
  ),
  idle(7_440, 'NAT gateways after RFC 5382 section 5', 'rfc-editor.org/rfc/rfc5382#section-5'),
  idle(
    8_000,
    'Cilium (bpf-ct-timeout-regular-tcp)',
    'cilium/cilium Documentation/cmdref/cilium-agent.md',
  ),
  idle(
    86_400,
    'kube-proxy (conntrack established)',
    'kubernetes pkg/proxy/apis/config/v1alpha1/defaults.go',
    'conntrack',
  ),
  idle(
    432_000,
    'Linux conntrack (established)',
    'kernel Documentation/networking/nf_conntrack-sysctl.rst',
    'conntrack',
  ),
];

/** Timers run late rather than early, and some only look every few seconds. */
const EARLY_SHARE = 0.01;
const LATE_SHARE = 0.02;

/** Vendors that are known to have a timeout of about this length. */
export function wellKnownNear(
  axis: Exclude<Axis, 'wall'>,
  fromMs: number,
  toMs: number,
): WellKnown[] {
  return WELL_KNOWN.filter(
    (known) =>
      known.axis === axis &&
      fromMs >= known.afterMs * (1 - EARLY_SHARE) - 250 &&
      toMs <= known.afterMs * (1 + LATE_SHARE) + 1_000,
  );
}

function idle(after: number, who: string, reference: string, kind?: string): WellKnown {
  return wellKnown('idle', after, who, reference, kind);
}

function age(after: number, who: string, reference: string, kind?: string): WellKnown {
  return wellKnown('age', after, who, reference, kind);
}

function wellKnown(
  axis: WellKnown['axis'],
  after: number,
  who: string,
  reference: string,
  kind: string | undefined,
): WellKnown {
  const known = { afterMs: after * 1000, axis, who, reference };
  return kind === undefined ? known : { ...known, kind };
}
