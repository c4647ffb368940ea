import { isKnownKind, type KnownKinds, KUBERNETES_KINDS } from '../objects/known-kinds.ts';
import { type Manifests, readObjects } from '../objects/read.ts';
import { joinStrangers } from '../objects/stranger.ts';
import { FAMILIES } from '../path/kinds/all.ts';

/** The kinds of objects that soak reads: those of Kubernetes and those of every family. */
const KNOWN: KnownKinds = knownKinds();

/** True for a kind of objects that soak reads. */
export function isRead(one: { readonly kind: string; readonly apiVersion: string }): boolean {
  return isKnownKind(KNOWN, one);
}

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
    files: files.length,
    objects: all.flatMap(({ objects }) => objects),
    notes: all.flatMap(({ notes }) => notes),
    problems: all.flatMap(({ problems }) => problems),
    duplicates: all.flatMap(({ duplicates }) => duplicates),
    strangers: joinStrangers(all.flatMap(({ strangers }) => strangers)),
  };
}

/** Several families may have a kind of one name, each in its API group. */
function knownKinds(): KnownKinds {
  const known = new Map(KUBERNETES_KINDS);
  for (const { objects = {} } of FAMILIES)
    for (const [kind, groups] of Object.entries(objects))
      known.set(kind, [...new Set([...(known.get(kind) ?? []), ...groups])]);
  return known;
}
