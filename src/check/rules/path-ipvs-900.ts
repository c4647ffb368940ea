import { isSetValue } from '../../path/setting.ts';
import { seconds } from '../figures.ts';
import { advise } from '../fix.ts';
import { defaultOf, linesFor } from '../limit-facts.ts';
import { intendedIdleMs } from '../places.ts';
import type { Found, Rule } from '../rule.ts';

const KIND = 'kube-proxy-ipvs';
const KEY = 'ipvs-tcp-timeout';

export const pathIpvs900: Rule = {
  id: 'PATH-IPVS-900',
  severity: 'warning',
  title: `kube-proxy in IPVS mode forgets idle connections after ${seconds(defaultOf(KIND, KEY))}`,
  about: `IPVS keeps its own table, with ${seconds(defaultOf(KIND, KEY))} for an established connection unless --ipvs-tcp-timeout
says otherwise; conntrack's ${seconds(defaultOf('conntrack', 'established-timeout'))} do not help. Alibaba's CLB uses the same figure, so timing alone
cannot show which of the two dropped a connection.`,
  verified: 'source',
  sources: ['kernel ip_vs_proto_tcp.c', 'kubernetes cmd/kube-proxy/app/server_linux.go'],
  *check(subject): Iterable<Found> {
    const { plane } = subject.world;
    if (plane.kind !== KIND || plane.field === undefined) return;
    const own = plane.settings.find(({ key = KEY }) => key === KEY);
    const wantedMs = intendedIdleMs(subject);
    if (own !== undefined && (!isSetValue(own) || own.ms >= wantedMs)) return;
    const effective = seconds(own?.ms ?? defaultOf(KIND, KEY));
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
          lines: linesFor(KIND, { key: KEY, ms: Math.max(7_200_000, wantedMs), port: 0 }),
        },
      ),
    };
  },
};
