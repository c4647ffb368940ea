import { autoscalersOf } from '../../objects/autoscaler.ts';
import { hasDisruptionBudget } from '../../objects/disruption-budget.ts';
import type { Inventory } from '../../objects/inventory.ts';
import type { Workload } from '../../objects/workload.ts';
import { holders } from '../backends.ts';
import { advise } from '../fix.ts';
import { placeOf } from '../places.ts';
import type { Rule } from '../rule.ts';

export const podNoDisruptionBudget: Rule = {
  id: 'POD-NO-DISRUPTION-BUDGET',
  severity: 'info',
  title: 'nothing limits how many pods a node drain evicts at once',
  about: `A drain of nodes, for an upgrade or by the cluster autoscaler, evicts every pod on them. Without a
PodDisruptionBudget, all replicas may be evicted together, and every connection ends at the same moment. With
maxUnavailable: 1 they go one after the other. It must be in the pods' namespace and select their labels.`,
  verified: 'documentation',
  sources: ['kubernetes.io/docs/tasks/run-application/configure-pdb'],
  *check(subject) {
    const { inventory } = subject.world;
    for (const workload of holders(subject)) {
      if (replicasOf(workload, inventory) < 2 || hasDisruptionBudget(workload, inventory)) continue;
      const { object, labels } = workload;
      const selector = [...labels].map(([key, value]) => `      ${key}: ${value}`);
      yield {
        ...placeOf(object),
        message:
          'no PodDisruptionBudget selects these pods: a drain of their nodes may evict all of them, and end every connection, at once',
        fix: advise('add a PodDisruptionBudget, unless another file has one', {
          where: `a PodDisruptionBudget in namespace ${object.namespace}`,
          lines: [
            'apiVersion: policy/v1',
            'kind: PodDisruptionBudget',
            `metadata: { name: ${object.name}, namespace: ${object.namespace} }`,
            'spec:',
            '  maxUnavailable: 1',
            '  selector:',
            '    matchLabels:',
            ...selector,
          ],
        }),
      };
    }
  },
};

/** How many pods there are at least; a drain waits for no budget where there is one, or a pod on each node. */
function replicasOf(workload: Workload, inventory: Inventory): number {
  if (workload.object.kind === 'DaemonSet' || workload.object.kind === 'Pod') return 1;
  const least = autoscalersOf(workload, inventory).map(({ minReplicas }) => minReplicas);
  return Math.max(workload.replicas, ...least);
}
