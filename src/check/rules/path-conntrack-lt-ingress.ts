import { hopKind } from '../../path/kinds/all.ts';
import { annotationTimeout } from '../../path/kinds/ingress-nginx/effective.ts';
import { seconds } from '../figures.ts';
import { advise } from '../fix.ts';
import { defaultOf } from '../limit-facts.ts';
import { idleLimitAt, inForce, isKeptAlive, placeOf, routesOfIngress } from '../places.ts';
import type { Rule } from '../rule.ts';

export const pathConntrackLtIngress: Rule = {
  id: 'PATH-CONNTRACK-LT-INGRESS',
  severity: 'info',
  title: "the nodes' connection table forgets connections before the ingress closes them",
  about: `Cilium keeps an idle connection for ${seconds(defaultOf('cilium', 'ct-timeout'))}, Calico's eBPF data plane for ${seconds(defaultOf('calico-ebpf', 'tcp-established'))}, kube-proxy for
${seconds(defaultOf('conntrack', 'established-timeout'))}. After that, neither side is notified: the next packet may get a RST from another pod, or no answer at all.`,
  verified: 'source',
  sources: ['soak catalogue cilium, calico-ebpf, conntrack'],
  *check(subject) {
    for (const place of subject.nginx) {
      const read = annotationTimeout(place, 'proxy-read-timeout');
      const idle = routesOfIngress(subject, place)
        .map((route) => ({ route, idle: idleLimitAt(route, 'node') }))
        .find(
          ({ idle: limit, route }) =>
            limit !== undefined &&
            limit.limit.afterMs < read.ms &&
            !isKeptAlive(route, limit, subject),
        )?.idle;
      if (idle === undefined) continue;
      yield {
        ...placeOf(place.ingress.object, read.field),
        message: `${hopKind(idle.hop.kind)?.title ?? idle.hop.kind} forgets idle connections after ${inForce(idle)}; the ingress would keep them for ${seconds(read.ms)}`,
        effective: seconds(idle.limit.afterMs),
        written: seconds(read.ms),
        fix: advise(
          `send a heartbeat more often than every ${seconds(idle.limit.afterMs)}, or raise ${idle.limit.setting}`,
        ),
      };
    }
  },
};
