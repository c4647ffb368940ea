import { seconds } from '../figures.ts';
import { advise } from '../fix.ts';
import { intendedIdleMs } from '../places.ts';
import type { Found, Rule } from '../rule.ts';

const DEFAULT_MS = 900_000;

export const pathIpvs900: Rule = {
  id: 'PATH-IPVS-900',
  severity: 'warning',
  title: 'kube-proxy in IPVS mode forgets idle connections after 900 s',
  about: `IPVS keeps its own table, with 900 s for an established connection unless --ipvs-tcp-timeout
says otherwise; conntrack's 24 hours do not help. Alibaba's CLB uses the same figure, so timing alone
cannot show which of the two dropped a connection.`,
  verified: 'source',
  sources: ['kernel ip_vs_proto_tcp.c', 'kubernetes cmd/kube-proxy/app/server_linux.go'],
  *check(subject): Iterable<Found> {
    const { plane } = subject.world;
    if (plane.kind !== 'kube-proxy-ipvs' || plane.field === undefined) return;
    const own = plane.settings.find(({ key }) => key === 'ipvs-tcp-timeout');
    const wantedMs = intendedIdleMs(subject);
    if (own !== undefined && own.ms >= wantedMs) return;
    const effective = seconds(own?.ms ?? DEFAULT_MS);
    yield {
      at: own?.at ?? plane.field.at,
      object: 'kube-proxy',
      message: `kube-proxy in IPVS mode forgets idle connections after ${effective}, whatever the load balancer and the ingress allow`,
      effective,
      ...(own === undefined ? {} : { written: seconds(own.ms) }),
      fix: advise(
        'set ipvs.tcpTimeout (--ipvs-tcp-timeout) above the idle timeout of the load balancer, and keep a heartbeat',
        {
          where: 'KubeProxyConfiguration',
          lines: ['ipvs:', `  tcpTimeout: ${Math.max(7_200, Math.ceil(wantedMs / 1_000))}s`],
        },
      ),
    };
  },
};
