import { hopKind } from '../../path/kinds/all.ts';
import { seconds } from '../figures.ts';
import { advise } from '../fix.ts';
import { inForce } from '../places.ts';
import type { Rule } from '../rule.ts';
import { targetPosition } from '../subject.ts';
import { targetWays } from '../target-ways.ts';

export const clientKeepaliveHidesBalancer: Rule = {
  id: 'CLIENT-KEEPALIVE-HIDES-BALANCER',
  severity: 'info',
  title: 'TCP keep-alive hides a limit that real clients would reach',
  about: `With keep-alive below its limit, a layer-4 load balancer never sees an idle connection, so the run says nothing about
that limit. Browsers and most clients send no keep-alive. Use it only on purpose: to reach a longer limit behind it.`,
  verified: 'measured',
  sources: ['measured on an LVS-type balancer'],
  *check(subject) {
    for (const { target, fates } of targetWays(subject)) {
      if (target.expectDrop !== undefined) continue;
      for (const hidden of fates) {
        const { hop, fate } = hidden;
        if (hop.role !== 'load-balancer' || fate.kind !== 'restarted' || fate.by !== 'keepalive')
          continue;
        yield {
          at: targetPosition(subject, target.name),
          object: `target ${target.name}`,
          message: `keep-alive every ${seconds(fate.everyMs)} hides the limit of ${inForce(hidden)} at ${hop.id} (${hopKind(hop.kind)?.title ?? hop.kind})`,
          written: seconds(fate.everyMs),
          fix: advise("leave it out, unless you want to bypass the load balancer's limit"),
        };
        break;
      }
    }
  },
};
