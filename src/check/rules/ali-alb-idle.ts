import { seconds } from '../figures.ts';
import { advise } from '../fix.ts';
import { defaultOf, longestOf } from '../limit-facts.ts';
import { idleLimitAt, inForce, isKeptAlive, placeOf } from '../places.ts';
import type { Rule } from '../rule.ts';
import { ALIBABA_CCM } from '../wording.ts';

const KIND = 'alibaba-alb';
const KEY = 'idle-timeout';

export const aliAlbIdle: Rule = {
  id: 'ALI-ALB-IDLE',
  severity: 'warning',
  title: 'Alibaba ALB closes idle WebSockets within a minute',
  about: `An ALB listener closes an idle connection after idleTimeout: ${seconds(defaultOf(KIND, KEY))} by default, ${seconds(longestOf(KIND, KEY))} at most in the
open-source controller (the console may allow more). How this timer treats an upgraded WebSocket is not verified.`,
  verified: 'unverified',
  sources: [`${ALIBABA_CCM} pkg/util/constant.go:257; pkg/provider/alibaba/alb/listener.go`],
  *check(subject) {
    for (const route of subject.routes) {
      const idle = idleLimitAt(route, 'balancer');
      if (idle === undefined || idle.hop.kind !== KIND) continue;
      if (isKeptAlive(route, idle, subject)) continue;
      yield {
        ...placeOf(route.owner),
        message: `the ALB closes idle connections of ${route.name} after ${inForce(idle)}; the maximum is ${seconds(longestOf(KIND, KEY))}`,
        effective: seconds(idle.limit.afterMs),
        fix: advise(
          'send a heartbeat every few seconds, or use an NLB or CLB with a TCP listener instead',
        ),
      };
    }
  },
};
