import type { Field } from './field.ts';
import type { Inventory } from './inventory.ts';
import { groupOf } from './known-kinds.ts';
import { type ManifestObject, textsOf } from './object.ts';

/** What a policy of the Gateway API may be attached to: an object, or one section of it. */
export interface Attached {
  readonly object: ManifestObject;
  /** A listener of a Gateway, or a rule of a route. */
  readonly section?: string | undefined;
}

/** Which kind of policies to look for. */
interface PolicyKind {
  readonly kind: string;
  readonly group: string;
}

/**
 * The policies that name this target in `targetRef`, `targetRefs` or `targetSelectors`, the one that wins first: the oldest,
 * and of two as old the first by name (gateway-api.sigs.k8s.io/reference/policy-attachment, conflict resolution).
 */
export function policiesOn(
  target: Attached,
  { kind, group }: PolicyKind,
  inventory: Inventory,
): readonly ManifestObject[] {
  return inventory
    .of(kind, { group })
    .filter((policy) => names(policy, target) || selectsTarget(policy, target))
    .sort(byAge);
}

/** `targetRefs` name an object of the policy's own namespace. */
function names(policy: ManifestObject, { object, section }: Attached): boolean {
  const spec = policy.root.get('spec');
  if (policy.namespace !== object.namespace) return false;
  return [spec.get('targetRef'), ...spec.get('targetRefs').items()].some(
    (ref) =>
      isKind(ref, object) &&
      ref.get('name').text === object.name &&
      ref.get('sectionName').text === section,
  );
}

/** `targetSelectors` select whole objects by their labels, in one namespace or in all. */
function selectsTarget(policy: ManifestObject, { object, section }: Attached): boolean {
  if (section !== undefined) return false;
  return policy.root
    .get('spec')
    .get('targetSelectors')
    .items()
    .some((selector) => {
      const from = selector.get('namespaces').get('from').text ?? 'Same';
      const isNear = from !== 'Same' || policy.namespace === object.namespace;
      return isNear && isKind(selector, object) && matches(selector, object);
    });
}

function isKind(ref: Field, { kind, apiVersion }: ManifestObject): boolean {
  const group = ref.get('group').text ?? groupOf(apiVersion);
  return ref.get('kind').text === kind && group === groupOf(apiVersion);
}

function matches(selector: Field, { root }: ManifestObject): boolean {
  const labels = textsOf(root.get('metadata').get('labels'));
  const pairs = [...textsOf(selector.get('matchLabels'))];
  return (
    pairs.every(([key, value]) => labels.get(key) === value) &&
    selector
      .get('matchExpressions')
      .items()
      .every((expression) => meets(expression, labels))
  );
}

function meets(expression: Field, labels: ReadonlyMap<string, string>): boolean {
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
      return false;
  }
}

function byAge(a: ManifestObject, b: ManifestObject): number {
  const [ageA, ageB] = [a, b].map(
    ({ root }) => root.get('metadata').get('creationTimestamp').text ?? '',
  );
  return compare(ageA!, ageB!) || compare(nameOf(a), nameOf(b));
}

function nameOf({ namespace, name }: ManifestObject): string {
  return `${namespace}/${name}`;
}

function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
