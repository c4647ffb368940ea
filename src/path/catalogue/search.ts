import type { HopKind } from '../hop-kind.ts';
import { HOP_KINDS, hopKind } from '../kinds/all.ts';
import { CATALOGUE } from './all.ts';
import type { CatalogueEntry } from './entry.ts';

/**
 * The entries that a word of the user means: a kind of hop as a scenario names it, a sort of setting, a
 * place on the path, an id, or a part of a name. Everything when there is no word.
 */
export function searchCatalogue(word: string | undefined): readonly CatalogueEntry[] {
  if (word === undefined) return CATALOGUE;
  const wanted = word.toLowerCase();
  const kind = hopKind(wanted);
  const byKind = kind === undefined ? [] : CATALOGUE.filter((entry) => belongsTo(entry, kind));
  if (byKind.length > 0) return byKind;
  const exact = CATALOGUE.filter(
    ({ id, kind: sort, hop }) => id.toLowerCase() === wanted || sort === wanted || hop === wanted,
  );
  return exact.length > 0 ? exact : CATALOGUE.filter((entry) => haystack(entry).includes(wanted));
}

/** Words that `searchCatalogue` understands, for a hint when it finds nothing. */
export function catalogueWords(): readonly string[] {
  return [
    ...HOP_KINDS.filter(({ catalogue }) => catalogue !== undefined).map(({ kind }) => kind),
    ...new Set(CATALOGUE.map(({ kind }) => kind)),
    ...new Set(CATALOGUE.map(({ hop }) => hop)),
  ];
}

function belongsTo({ id }: CatalogueEntry, { catalogue = [] }: HopKind): boolean {
  return catalogue.some((prefix) => id.startsWith(prefix));
}

function haystack({ id, component, setting, configuredIn }: CatalogueEntry): string {
  const keys = configuredIn.map(({ where, key }) => `${where} ${key}`);
  return [id, component, setting, ...keys].join('\n').toLowerCase();
}
