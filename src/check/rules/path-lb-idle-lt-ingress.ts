import type { Route } from '../../manifests/route.ts';
import { hopKind } from '../../path/kinds/all.ts';
import { annotationTimeout, intendedTimeout } from '../../path/kinds/ingress-nginx/effective.ts';
import type { PlacedLimit } from '../../path/path.ts';
import { seconds } from '../figures.ts';
import { advise } from '../fix.ts';
import { longestOf } from '../limit-facts.ts';
import {
  idleLimitAt,
  inForce,
  isKeptAlive,
  placeOf,
  routesOfIngress,
  wantedReadMs,
} from '../places.ts';
import type { Rule } from '../rule.ts';
import type { NginxPlace, Subject } from '../subject.ts';

export const pathLbIdleLtIngress: Rule = {
  id: 'PATH-LB-IDLE-LT-INGRESS',
  severity: 'error',
  title: 'load balancer drops idle connections before the ingress would',
  about: `A silent connection never reaches a long proxy-read-timeout if the load balancer in front forgets
it sooner: Alibaba CLB and NLB after at most ${seconds(longestOf('alibaba-slb', 'established-timeout'))}, AWS NLB ${seconds(longestOf('aws-nlb', 'idle-timeout'))}, Azure ${seconds(longestOf('azure-lb', 'idle-timeout'))},
Tencent ${seconds(longestOf('tencent-clb', 'idle-timeout'))}, Huawei ${seconds(longestOf('huawei-elb', 'keepalive-timeout'))}. Only traffic helps: a heartbeat at less than half of the load balancer's limit. A scenario with
such a heartbeat silences this rule.`,
  verified: 'documentation',
  sources: ['soak catalogue idle-bidirectional'],
  *check(subject) {
    for (const place of subject.nginx) {
      const worst = routesOfIngress(subject, place)
        .flatMap((route) => balancerOf(route, { place, subject }))
        .sort((a, b) => a.limit.afterMs - b.limit.afterMs)[0];
      if (worst === undefined) continue;
      const wanted = intendedTimeout(place, 'proxy-read-timeout');
      const thirdMs = worst.limit.afterMs / 3;
      yield {
        ...placeOf(place.ingress.object, wanted?.field),
        message: `${title(worst)} ends idle sessions after ${inForce(worst)}${maximum(worst)}; no idle connection ever reaches the ingress limit of ${seconds(wantedReadMs(place))}`,
        effective: seconds(
          Math.min(worst.limit.afterMs, annotationTimeout(place, 'proxy-read-timeout').ms),
        ),
        written: wanted?.field.text ?? seconds(wantedReadMs(place)),
        fix: advise(
          `send a heartbeat at least every ${seconds(thirdMs)}; a longer timeout alone does not help`,
        ),
      };
    }
  },
};

/** The load balancer's idle limit on this route, if it is the shorter one and nothing keeps the connection alive. */
function balancerOf(
  route: Route,
  { place, subject }: { place: NginxPlace; subject: Subject },
): readonly PlacedLimit[] {
  const idle = idleLimitAt(route, 'balancer');
  if (idle === undefined || wantedReadMs(place) <= idle.limit.afterMs) return [];
  return isKeptAlive(route, idle, subject) ? [] : [idle];
}

function title({ hop }: PlacedLimit): string {
  return hopKind(hop.kind)?.title ?? hop.kind;
}

function maximum({ hop, limit }: PlacedLimit): string {
  const spec = hopKind(hop.kind)?.limits.find(({ setting }) => setting === limit.setting);
  return spec?.rangeMs === undefined ? '' : `, at most ${seconds(spec.rangeMs[1])}`;
}
