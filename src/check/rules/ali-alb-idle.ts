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
      if (!route.hops.hops.some(({ kind }) => kind === KIND)) continue;
      const idle = idleLimitAt(route, 'balancer');
      if (idle !== undefined && isKeptAlive(route, idle, subject)) continue;
      const longest = seconds(longestOf(KIND, KEY));
      // Where the AlbConfig was not read, the maximum still holds.
      const when =
        idle === undefined ? `at most ${longest}` : `${inForce(idle)}; the maximum is ${longest}`;
      yield {
        ...placeOf(route.owner),
        message: `the ALB closes idle connections of ${route.name} after ${when}`,
        effective: idle === undefined ? `at most ${longest}` : seconds(idle.limit.afterMs),
        fix: advise(
          'send a heartbeat every few seconds, or use an NLB or CLB with a TCP listener instead',
        ),
      };
    }
  },
};
