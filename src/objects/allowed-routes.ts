import type { Field } from './field.ts';
import type { Inventory } from './inventory.ts';
import { type ManifestObject, textsOf } from './object.ts';

interface Asked {
  /** The route. */
  readonly object: ManifestObject;
  /** The Gateway or the ListenerSet that has the listener. */
  readonly holder: ManifestObject;
  readonly inventory: Inventory;
}

/**
 * Whether `allowedRoutes` of a listener lets this route attach: routes of the listener's own namespace where it says nothing.
 * What the manifests do not show refuses nothing: a route without a namespace, the labels of a namespace.
 */
export function allows(allowed: Field, { object, holder, inventory }: Asked): boolean {
  const kinds = allowed.get('kinds').items();
  const isOfKind = kinds.length === 0 || kinds.some((one) => one.get('kind').text === object.kind);
  return isOfKind && allowsNamespace(allowed.get('namespaces'), { object, holder, inventory });
}

function allowsNamespace(namespaces: Field, { object, holder, inventory }: Asked): boolean {
  const isWritten = [object, holder].every(
    ({ root }) => root.get('metadata').get('namespace').text !== undefined,
  );
  switch (namespaces.get('from').text ?? 'Same') {
    case 'None':
      return false;
    case 'Same':
      return !isWritten || object.namespace === holder.namespace;
    case 'Selector':
      return isSelected(namespaces.get('selector'), { object, inventory });
    default:
      return true;
  }
}

function isSelected(
  selector: Field,
  { object, inventory }: Pick<Asked, 'object' | 'inventory'>,
): boolean {
  const found = inventory.of('Namespace').find(({ name }) => name === object.namespace);
  if (found === undefined) return true;
  const labels = textsOf(found.root.get('metadata').get('labels'));
  // Every namespace has its own name as a label.
  const all = new Map([...labels, ['kubernetes.io/metadata.name', object.namespace]]);
  const wanted = [...textsOf(selector.get('matchLabels'))];
  return (
    wanted.every(([key, value]) => all.get(key) === value) &&
    selector
      .get('matchExpressions')
      .items()
      .every((one) => holds(one, all))
  );
}

function holds(expression: Field, labels: ReadonlyMap<string, string>): boolean {
  const value = labels.get(expression.get('key').text ?? '');
  const values = expression
    .get('values')
    .items()
    .map(({ text }) => text);
  switch (expression.get('operator').text) {
    case 'In':
      return value !== undefined && values.includes(value);
    case 'NotIn':
      return value === undefined || !values.includes(value);
    case 'Exists':
      return value !== undefined;
    case 'DoesNotExist':
      return value === undefined;
    default:
      return true;
  }
}
