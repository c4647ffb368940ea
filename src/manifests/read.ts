import { type KnownKinds, KUBERNETES_KINDS } from '../objects/known-kinds.ts';
import { type Manifests, readObjects } from '../objects/read.ts';
import { FAMILIES } from '../path/kinds/all.ts';

/** The kinds of objects that soak reads: those of Kubernetes and those of every family. */
const KNOWN: KnownKinds = new Map([
  ...KUBERNETES_KINDS,
  ...FAMILIES.flatMap(({ objects = {} }) => Object.entries(objects)),
]);

/** Reads a text of manifests: YAML of one or many documents, JSON, Lists. Never throws, whatever the text. */
export function readManifests(text: string, file: string): Manifests {
  return readObjects(text, { file, known: KNOWN });
}

/** Reads several texts as one set. */
export function readManifestFiles(
  files: readonly { readonly file: string; readonly text: string }[],
): Manifests {
  const all = files.map(({ file, text }) => readManifests(text, file));
  return {
    objects: all.flatMap(({ objects }) => objects),
    notes: all.flatMap(({ notes }) => notes),
    problems: all.flatMap(({ problems }) => problems),
    duplicates: all.flatMap(({ duplicates }) => duplicates),
  };
}
