import type { CatalogueEntry } from './catalogue/entry.ts';
import type { HopKind, KnownDefault } from './hop-kind.ts';
import type { BalancerOwnership } from './ownership.ts';

/** A component, or the products of one vendor: the kinds of hops that it brings, and all that is known of its settings. */
export interface Family {
  /** None where the settings belong to no hop, as those of the client's kernel. */
  readonly kinds: readonly HopKind[];
  readonly catalogue: readonly CatalogueEntry[];
  /** Well-known timeouts of hops that are no kind here: what a drop at a hop that nobody listed may be. */
  readonly known?: readonly KnownDefault[];
  /** Services of type LoadBalancer that are this vendor's. */
  readonly balancers?: BalancerOwnership;
  /** Kinds of objects that only it reads, with their API groups. */
  readonly objects?: Readonly<Record<string, readonly string[]>>;
}
