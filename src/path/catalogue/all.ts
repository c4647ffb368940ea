import { FAMILIES } from '../kinds/all.ts';
import type { CatalogueEntry } from './entry.ts';

/** Every setting that soak knows, from the client to the backend. */
export const CATALOGUE: readonly CatalogueEntry[] = FAMILIES.flatMap(({ catalogue }) => catalogue);
