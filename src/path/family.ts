import type { CatalogueEntry } from './catalogue/entry.ts';
import type { HopKind } from './hop-kind.ts';

/** A component, or the products of one vendor: the kinds of hops that it brings, and all that is known of its settings. */
export interface Family {
  /** None where the settings belong to no hop, as those of the client's kernel. */
  readonly kinds: readonly HopKind[];
  readonly catalogue: readonly CatalogueEntry[];
}
