import { writtenIn } from '../../path/place.ts';
import { balancedByKind } from '../balanced.ts';
import { seconds } from '../figures.ts';
import { insertBefore } from '../fix.ts';
import { defaultOf, defaultText, limitFact, linesFor, rangeText } from '../limit-facts.ts';
import { placeOf } from '../places.ts';
import type { Rule } from '../rule.ts';

const KIND = 'azure-lb';
const KEY = 'idle-timeout';

/** What the provider's own documentation says is the most. */
const PROPOSED_MS = 1_800_000;

export const lbAzureSilent: Rule = {
  id: 'LB-AZURE-SILENT',
  severity: 'warning',
  title: 'Azure load balancer silently drops idle connections after four minutes',
  about: `By default, the Azure load balancer drops the flow of a connection that was idle for ${seconds(defaultOf(KIND, KEY))}. Without TCP reset on the rule,
neither side is notified: the next packet is lost. The annotation is in MINUTES, for ${rangeText(KIND, KEY)} (the provider's
own documentation says 30 minutes at most). Send a heartbeat more often than that, and enable TCP reset.`,
  verified: 'documentation',
  sources: [
    'learn.microsoft.com/azure/load-balancer/load-balancer-tcp-reset',
    'kubernetes-sigs/cloud-provider-azure site/content/en/topics/loadbalancer.md',
  ],
  *check(subject) {
    const { place } = limitFact(KIND, KEY);
    for (const service of balancedByKind(KIND, subject)) {
      const { annotations, object, ports } = service;
      const port = ports[0]?.port ?? 0;
      if (place === undefined || writtenIn(place, { annotations, port })) continue;
      const first = [...annotations.values()][0];
      const lines = linesFor(KIND, { key: KEY, ms: PROPOSED_MS, port });
      yield {
        ...placeOf(object),
        message: `the load balancer forgets idle connections after ${seconds(defaultOf(KIND, KEY))}, silently unless TCP reset is enabled`,
        effective: defaultText(KIND, KEY),
        fix: {
          advice: `${lines.join(' ')} (minutes), TCP reset on the rule, and a heartbeat more often than every ${seconds(defaultOf(KIND, KEY))}`,
          edits: first === undefined ? [] : insertBefore(subject.sources, { field: first, lines }),
        },
      };
    }
  },
};
