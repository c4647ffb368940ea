import { groupOf } from '../objects/known-kinds.ts';
import { describeObject, type ManifestObject, type Note } from '../objects/object.ts';
import { inOneNamespace } from './namespaces.ts';

/** Objects that can be in one cluster together. */
interface ManifestSet {
  readonly objects: readonly ManifestObject[];
  /** What had to be assumed. */
  readonly notes: readonly Note[];
}

/** Objects that make ways: two of one name in different folders are those of two environments. */
const TELLING = [
  ...['Service', 'Ingress', 'Gateway', 'HTTPRoute', 'TCPRoute', 'TLSRoute', 'GRPCRoute'],
  ...['Deployment', 'StatefulSet', 'DaemonSet', 'Rollout'],
];

/** More environments than this are not checked one by one. */
const SETS_MAX = 20;

/**
 * The objects as sets that can be in one cluster: `dev/` and `prod/` define the same names, and each is right in itself.
 * What lies in none of these folders belongs to all of them.
 *
 *     base/service.yaml   dev/ingress.yaml   prod/ingress.yaml   ->   base + dev, base + prod
 */
export function setsOf(objects: readonly ManifestObject[]): readonly ManifestSet[] {
  const branches = branchesOf(objects);
  if (branches.size === 0) return [setOf(objects)];
  const placed = objects.map((object) => ({ object, branch: branchOf(object, branches) }));
  const names = [...new Set(branches.values())];
  const sets = names
    .slice(0, SETS_MAX)
    .map((name) =>
      setOf(
        placed
          .filter(({ branch }) => branch === undefined || branch === name)
          .map(({ object }) => object),
      ),
    );
  return [withNote(sets[0]!, apartNote(objects[0]!, names)), ...sets.slice(1)];
}

function withNote(set: ManifestSet, note: Note): ManifestSet {
  return { ...set, notes: [note, ...set.notes] };
}

function apartNote({ at }: ManifestObject, names: readonly string[]): Note {
  const left = names.length - SETS_MAX;
  const more = left > 0 ? `, the first ${SETS_MAX} of them` : '';
  const shown = names.slice(0, 8).join(', ');
  const message = `the folders ${shown} define the same names, so each is checked for itself${more}`;
  return { at: { file: at.file, line: 0, column: 0 }, message };
}

/** One set: its objects in one namespace where none is written, and each name once. */
function setOf(all: readonly ManifestObject[]): ManifestSet {
  const { objects, notes } = inOneNamespace(all);
  const repeated = sameNames(objects);
  if (repeated.length === 0) return { objects, notes };
  const dropped = new Set(repeated.flatMap((same) => same.slice(0, -1)));
  return {
    objects: objects.filter((object) => !dropped.has(object)),
    notes: [...notes, ...repeated.map(repeatedNote)],
  };
}

function repeatedNote(same: readonly ManifestObject[]): Note {
  const last = same.at(-1)!;
  const places = same.map(({ at }) => `${at.file}:${at.line}`);
  const message = `${describeObject(last)} is written ${same.length} times (${places.slice(0, 4).join(', ')}): the last one is taken, as kubectl apply does`;
  return { at: last.at, message };
}

/** Folders that tell environments apart, by path, each with the name of its environment: its own name. */
function branchesOf(objects: readonly ManifestObject[]): ReadonlyMap<string, string> {
  const branches = new Map<string, string>();
  for (const same of sameNames(objects.filter(({ kind }) => TELLING.includes(kind)))) {
    const folders = [
      ...new Map(same.map((one) => [folderOf(one).join('/'), folderOf(one)])).values(),
    ];
    if (folders.length < 2) continue;
    const shared = sharedSteps(folders);
    for (const folder of folders) {
      const step = folder[shared];
      if (step !== undefined) branches.set(folder.slice(0, shared + 1).join('/'), step);
    }
  }
  return branches;
}

function branchOf(
  object: ManifestObject,
  branches: ReadonlyMap<string, string>,
): string | undefined {
  const steps = folderOf(object);
  for (let length = 1; length <= steps.length; length += 1) {
    const name = branches.get(steps.slice(0, length).join('/'));
    if (name !== undefined) return name;
  }
  return undefined;
}

/** The folder of the file that it was read from. */
function folderOf({ at }: ManifestObject): readonly string[] {
  return at.file.replaceAll('\\', '/').split('/').slice(0, -1);
}

/** How many steps all folders begin with together. */
function sharedSteps(folders: readonly (readonly string[])[]): number {
  const [first = []] = folders;
  const index = first.findIndex((step, at) => folders.some((folder) => folder[at] !== step));
  return index === -1 ? first.length : index;
}

/** Objects that have the name of another one, in the order of their texts. */
function sameNames(objects: readonly ManifestObject[]): readonly (readonly ManifestObject[])[] {
  const byName = new Map<string, ManifestObject[]>();
  for (const object of objects) {
    // Kubernetes makes up the name of such an object.
    if (object.name === '(no name)' || !object.root.get('metadata').get('name').exists) continue;
    const key = `${kindOf(object)}\n${object.namespace}\n${object.name}`;
    const same = byName.get(key);
    if (same === undefined) byName.set(key, [object]);
    else same.push(object);
  }
  return [...byName.values()].filter(({ length }) => length > 1);
}

/** The first groups of Ingresses and Deployments are others for the same objects. */
function kindOf({ kind, apiVersion }: ManifestObject): string {
  const group = groupOf(apiVersion);
  return ['extensions', 'apps', 'networking.k8s.io'].includes(group) ? kind : `${kind}.${group}`;
}
