import type { Field } from './field.ts';
import type { Inventory } from './inventory.ts';
import { selects, textsOf } from './object.ts';
import type { Workload } from './workload.ts';

/** True when a PodDisruptionBudget selects the pods of this workload. */
export function hasDisruptionBudget(workload: Workload, inventory: Inventory): boolean {
  return inventory
    .of('PodDisruptionBudget')
    .some(
      ({ namespace, root }) =>
        namespace === workload.object.namespace &&
        matches(root.get('spec').get('selector'), workload.labels),
    );
}

/** A label selector; an empty one selects every pod of the namespace (policy/v1). */
function matches(selector: Field, labels: ReadonlyMap<string, string>): boolean {
  if (!selector.exists) return false;
  const wanted = textsOf(selector.get('matchLabels'));
  if (wanted.size > 0 && !selects(wanted, labels)) return false;
  return selector
    .get('matchExpressions')
    .items()
    .every((expression) => satisfies(expression, labels));
}

function satisfies(expression: Field, labels: ReadonlyMap<string, string>): boolean {
  const label = labels.get(expression.get('key').text ?? '');
  const values = expression
    .get('values')
    .items()
    .map(({ text }) => text);
  switch (expression.get('operator').text) {
    case 'In':
      return values.includes(label);
    case 'NotIn':
      return !values.includes(label);
    case 'Exists':
      return label !== undefined;
    case 'DoesNotExist':
      return label === undefined;
    default:
      return false;
  }
}
