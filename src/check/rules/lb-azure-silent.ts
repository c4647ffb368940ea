import { AZURE_IDLE_KEY, azure } from '../../manifests/balancers/others.ts';
import { balancedBy } from '../balanced.ts';
import { insertBefore } from '../fix.ts';
import { placeOf } from '../places.ts';
import type { Rule } from '../rule.ts';

export const lbAzureSilent: Rule = {
  id: 'LB-AZURE-SILENT',
  severity: 'warning',
  title: 'an Azure balancer with its default of four minutes, after which nobody is told',
  about: `Azure's balancer drops the flow of a connection that was idle for 4 minutes. Without TCP reset on the rule
neither side hears of it: the next packet vanishes. The annotation is in MINUTES, 4 to 100 (the provider's own
documentation says 30). Send a heartbeat in less than 4 minutes, and switch TCP reset on.`,
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
          'the balancer forgets idle connections after 4 min and, without TCP reset, tells nobody',
        effective: '240 s (default)',
        fix: {
          advice: `${AZURE_IDLE_KEY}: "30" (minutes), TCP reset on the rule, and a heartbeat below 4 min`,
          edits:
            first === undefined
              ? []
              : insertBefore(subject.sources, { field: first, lines: [`${AZURE_IDLE_KEY}: "30"`] }),
        },
      };
    }
  },
};
