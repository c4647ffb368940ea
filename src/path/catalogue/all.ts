import { FAMILIES } from '../kinds/all.ts';
import type { CatalogueEntry } from './entry.ts';

/** Every setting that soak knows, from the client to the backend. */
export const CATALOGUE: readonly CatalogueEntry[] = FAMILIES.flatMap(({ catalogue }) => catalogue);

const BY_ID = new Map(CATALOGUE.map((entry) => [entry.id, entry]));

/** The entry with this id. */
export function catalogueEntry(id: string): CatalogueEntry | undefined {
  return BY_ID.get(id);
}
