import { AZURE_IDLE_KEY, azure } from '../../manifests/balancers/others.ts';
import { balancedBy } from '../balanced.ts';
import { insertBefore } from '../fix.ts';
import { placeOf } from '../places.ts';
import type { Rule } from '../rule.ts';

export const lbAzureSilent: Rule = {
  id: 'LB-AZURE-SILENT',
  severity: 'warning',
  title: 'Azure load balancer silently drops idle connections after four minutes',
  about: `By default, the Azure load balancer drops the flow of a connection that was idle for 4 minutes. Without TCP reset on the rule,
neither side is notified: the next packet is lost. The annotation is in MINUTES, 4 to 100 (the provider's own
documentation says 30). Send a heartbeat more often than every 4 minutes, and enable TCP reset.`,
  verified: 'documentation',
  sources: [
    'learn.microsoft.com/azure/load-balancer/load-balancer-tcp-reset',
    'kubernetes-sigs/cloud-provider-azure site/content/en/topics/loadbalancer.md',
  ],
  *check(subject) {
    for (const service of balancedBy(azure, subject)) {
      const { annotations, object } = service;
      if (annotations.has(AZURE_IDLE_KEY)) continue;
      const first = [...annotations.values()][0];
      yield {
        ...placeOf(object),
        message:
          'the load balancer forgets idle connections after 4 min, silently unless TCP reset is enabled',
        effective: '240 s (default)',
        fix: {
          advice: `${AZURE_IDLE_KEY}: "30" (minutes), TCP reset on the rule, and a heartbeat more often than every 4 min`,
          edits:
            first === undefined
              ? []
              : insertBefore(subject.sources, { field: first, lines: [`${AZURE_IDLE_KEY}: "30"`] }),
        },
      };
    }
  },
};
