import type { Field } from '../objects/field.ts';
import { ingressOf } from '../objects/ingress.ts';
import { type ManifestObject, type Note, selects, textsOf } from '../objects/object.ts';
import { workloadOf } from '../objects/workload.ts';

interface Placed {
  readonly objects: readonly ManifestObject[];
  readonly notes: readonly Note[];
}

/**
 * Objects without a namespace are applied to one that is given with them (`helm template -n prod`, `kubectl -n prod`).
 * They are taken to be where what they need is, or what needs them: that is one namespace, or none is assumed.
 */
export function inOneNamespace(objects: readonly ManifestObject[]): Placed {
  const without = objects.filter((object) => !hasNamespace(object));
  if (without.length === 0 || without.length === objects.length) return { objects, notes: [] };
  const places = placesOf(objects);
  const [first, ...others] = new Map(places.map((one) => [one.namespace, one])).values();
  if (first === undefined) return { objects, notes: [] };
  const at = without[0]!.at;
  if (others.length > 0) {
    const names = [first, ...others].map(({ namespace }) => namespace).slice(0, 8);
    const message = `${counted(without.length)} no namespace, and what belongs to them is in several (${names.join(', ')}): they are taken to be in default`;
    return { objects, notes: [{ at, message }] };
  }
  const { namespace, what } = first;
  const message = `${counted(without.length)} no namespace and ${without.length === 1 ? 'is' : 'are'} taken to be in ${namespace}, where ${what} is`;
  return {
    objects: objects.map((object) => (hasNamespace(object) ? object : { ...object, namespace })),
    notes: namespace === 'default' ? [] : [{ at, message }],
  };
}

function counted(count: number): string {
  return count === 1 ? '1 object has' : `${count} objects have`;
}

function hasNamespace({ root }: ManifestObject): boolean {
  return root.get('metadata').get('namespace').exists;
}

/** A namespace that something without one belongs to, because of this object. */
interface Place {
  readonly namespace: string;
  readonly what: string;
}

/** Every reference between an object without and one with a namespace that nothing of its own side answers. */
function placesOf(objects: readonly ManifestObject[]): readonly Place[] {
  const sides = new Map<string | undefined, Side>();
  for (const object of objects) {
    const key = hasNamespace(object) ? object.namespace : undefined;
    sides.set(key, addTo(sides.get(key) ?? emptySide(), object));
  }
  const own = sides.get(undefined) ?? emptySide();
  return [...sides].flatMap(([namespace, side]) => {
    if (namespace === undefined) return [];
    const found = [...missing(own, side), ...missing(side, own)];
    return found.map((what) => ({ namespace, what }));
  });
}

/** What the objects of one namespace offer, and what they need. */
interface Side {
  readonly services: Map<string, ReadonlyMap<string, string>>;
  readonly pods: ReadonlyMap<string, string>[];
  readonly backends: Set<string>;
}

function emptySide(): Side {
  return { services: new Map(), pods: [], backends: new Set() };
}

function addTo(side: Side, object: ManifestObject): Side {
  const spec = object.root.get('spec');
  if (object.kind === 'Service') side.services.set(object.name, textsOf(spec.get('selector')));
  else if (spec.get('template').exists) side.pods.push(workloadOf(object).labels);
  else for (const name of backendsOf(object)) side.backends.add(name);
  return side;
}

/** The Services that a route names without a namespace. */
function backendsOf(object: ManifestObject): readonly string[] {
  if (object.kind === 'Ingress')
    return ingressOf(object).rules.flatMap(({ serviceName }) => serviceName ?? []);
  if (!object.kind.endsWith('Route')) return [];
  const rules = object.root.get('spec').get('rules').items();
  const refs = rules.flatMap((rule): readonly Field[] => rule.get('backendRefs').items());
  return refs.flatMap((ref) => (ref.get('namespace').exists ? [] : (ref.get('name').text ?? [])));
}

/** What the first needs, does not have, and the second has. */
function missing(first: Side, second: Side): readonly string[] {
  const services = [...first.backends].filter(
    (name) => !first.services.has(name) && second.services.has(name),
  );
  const pods = [...first.services].filter(
    ([, selector]) =>
      !first.pods.some((labels) => selects(selector, labels)) &&
      second.pods.some((labels) => selects(selector, labels)),
  );
  return [
    ...services.map((name) => `Service ${name}`),
    ...pods.map(([name]) => `what Service ${name} selects`),
  ];
}
