import type { Field } from '../../objects/field.ts';
import type { Workload } from '../../objects/workload.ts';
import { holders } from '../backends.ts';
import { replaceValue } from '../fix.ts';
import { placeOf } from '../places.ts';
import type { Rule } from '../rule.ts';

export const podRecreate: Rule = {
  id: 'POD-RECREATE',
  severity: 'warning',
  title: 'roll-out that stops all pods at once',
  about: `With strategy Recreate, a Deployment stops all of its pods before it starts a new one; with maxUnavailable 100%, it
may stop all of them at once. Either way, one roll-out ends every connection at the same moment, and all clients
come back together. With Recreate there is nobody to come back to until the first new pod is ready.`,
  verified: 'documentation',
  sources: ['kubernetes.io/docs/concepts/workloads/controllers/deployment (Strategy)'],
  *check(subject) {
    for (const workload of holders(subject)) {
      const found = allAtOnce(workload);
      if (found === undefined) continue;
      const { field, what, raw } = found;
      yield {
        ...placeOf(workload.object, field),
        message: `${what}: a roll-out ends every connection at once, not pod by pod`,
        written: field.text ?? '',
        fix: {
          advice: 'roll out pod by pod: RollingUpdate with maxUnavailable: 0 and maxSurge: 1',
          edits: replaceValue(subject.sources, { field, raw }),
        },
      };
    }
  },
};

function allAtOnce({ object }: Workload): { field: Field; what: string; raw: string } | undefined {
  const spec = object.root.get('spec');
  const type = spec.get('strategy').get('type');
  if (object.kind === 'Deployment' && type.text === 'Recreate')
    return { field: type, what: 'strategy Recreate stops all pods first', raw: 'RollingUpdate' };
  const strategy = object.kind === 'Deployment' ? 'strategy' : 'updateStrategy';
  const field = spec.get(strategy).get('rollingUpdate').get('maxUnavailable');
  if (field.text !== '100%') return undefined;
  return { field, what: 'maxUnavailable 100% lets all pods stop together', raw: '1' };
}
