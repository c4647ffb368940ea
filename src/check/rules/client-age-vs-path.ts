import { seconds } from '../figures.ts';
import { advise } from '../fix.ts';
import { inForce } from '../places.ts';
import { holdMs, isExpected, targetWays } from '../plan-ways.ts';
import type { Rule } from '../rule.ts';
import { targetPosition } from '../subject.ts';

export const clientAgeVsPath: Rule = {
  id: 'CLIENT-AGE-VS-PATH',
  severity: 'error',
  title: 'a hold longer than a hop lets any connection live',
  about: `Some hops end a connection at an age, busy or not: Google's HTTP balancer (30 s unless set), max-connection-duration
of Envoy. No heartbeat helps. Shorten the hold, raise the limit, or expect the drop.`,
  verified: 'documentation',
  sources: ['soak catalogue max-age'],
  *check(subject) {
    const { plan } = subject;
    if (plan === undefined) return;
    const totalMs = holdMs(plan.scenario);
    for (const { target, limits } of targetWays(subject)) {
      const worst = limits.find(
        ({ limit }) => limit.startsAt === 'open' && limit.afterMs < totalMs,
      );
      if (worst === undefined || isExpected(target, worst)) continue;
      yield {
        at: targetPosition(subject, target.name),
        object: `target ${target.name}`,
        message: `${worst.hop.id} (${worst.hop.kind}) ends every connection ${inForce(worst)} after it opened; the hold is ${seconds(totalMs)}`,
        effective: seconds(worst.limit.afterMs),
        written: seconds(totalMs),
        fix: advise(
          `raise ${worst.limit.setting}, shorten the hold, or redial and expect the drop`,
        ),
      };
    }
  },
};
