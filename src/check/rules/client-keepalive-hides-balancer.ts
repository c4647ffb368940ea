import { hopKind } from '../../path/kinds/all.ts';
import { seconds } from '../figures.ts';
import { advise } from '../fix.ts';
import { inForce } from '../places.ts';
import { targetWays } from '../plan-ways.ts';
import type { Rule } from '../rule.ts';
import { targetPosition } from '../subject.ts';

export const clientKeepaliveHidesBalancer: Rule = {
  id: 'CLIENT-KEEPALIVE-HIDES-BALANCER',
  severity: 'info',
  title: 'TCP keep-alive hides a limit that real clients would reach',
  about: `With keep-alive below its limit, a layer-4 load balancer never sees an idle connection, so the run says nothing about
that limit. Browsers and most clients send no keep-alive. Use it only on purpose: to reach a longer limit behind it.`,
  verified: 'measured',
  sources: ['measured on an LVS-type balancer'],
  *check(subject) {
    for (const { target, limits } of targetWays(subject)) {
      const { keepaliveMs, beats } = target.traffic;
      if (keepaliveMs === undefined || target.expectDrop !== undefined) continue;
      const hidden = limits.find(
        ({ hop, limit }) =>
          hop.role === 'load-balancer' &&
          limit.resetBy === 'packets' &&
          keepaliveMs < limit.afterMs,
      );
      const speaks = beats.some(
        ({ say, everyMs }) => say.kind !== 'nothing' && everyMs <= keepaliveMs,
      );
      if (hidden === undefined || speaks) continue;
      yield {
        at: targetPosition(subject, target.name),
        object: `target ${target.name}`,
        message: `keep-alive every ${seconds(keepaliveMs)} hides the limit of ${inForce(hidden)} at ${hidden.hop.id} (${hopKind(hidden.hop.kind)?.title ?? hidden.hop.kind})`,
        written: seconds(keepaliveMs),
        fix: advise("leave it out, unless you want to bypass the load balancer's limit"),
      };
    }
  },
};
