import { isAge } from '../../path/way.ts';
import { durationOf, expectsDrop } from '../../scenario/hold.ts';
import { seconds } from '../figures.ts';
import { advise } from '../fix.ts';
import { defaultText } from '../limit-facts.ts';
import { inForce } from '../places.ts';
import type { Rule } from '../rule.ts';
import { targetPosition } from '../subject.ts';
import { isReached, targetWays } from '../target-ways.ts';

export const clientAgeVsPath: Rule = {
  id: 'CLIENT-AGE-VS-PATH',
  severity: 'error',
  title: 'hold longer than the maximum connection age of a hop',
  about: `Some hops close a connection at a fixed age, busy or not: Google's HTTP load balancer (${defaultText('gcp-application-lb', 'backend-timeout')}), Envoy with
max_stream_duration. A heartbeat does not help. Shorten the hold, raise the limit, or expect the drop.`,
  verified: 'documentation',
  sources: ['soak catalogue max-age'],
  *check(subject) {
    const { plan } = subject;
    if (plan === undefined) return;
    const totalMs = durationOf(plan.scenario.load);
    for (const { target, fates } of targetWays(subject)) {
      const worst = fates.find(
        (one) => isAge(one) && one.limit.startsAt !== 'event' && isReached(one),
      );
      if (worst === undefined || expectsDrop(target, worst)) continue;
      yield {
        at: targetPosition(subject, target.name),
        object: `target ${target.name}`,
        message: `${worst.hop.id} (${worst.hop.kind}) closes every connection ${inForce(worst)} after it opens; the hold is ${seconds(totalMs)}`,
        effective: seconds(worst.limit.afterMs),
        written: seconds(totalMs),
        fix: advise(
          `raise ${worst.limit.setting}, shorten the hold, or redial and expect the drop`,
        ),
      };
    }
  },
};
