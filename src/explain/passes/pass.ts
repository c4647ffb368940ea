import type { ExplainContext } from '../drop.ts';
import type { Ground } from '../ground.ts';
import type { Case, Group } from '../grouping/group.ts';
import type { Population } from '../grouping/population.ts';
import type { Scale } from '../grouping/scale.ts';
import type { Named } from '../named.ts';

/** A pass over all drops of one target that ended alike. */
export interface AlikePass extends Named {
  apply(draft: Draft, ground: AlikeGround): Draft;
}

/** A pass over the groups of all targets. */
export interface RunPass extends Named {
  apply(groups: readonly Group[], ground: RunGround): readonly Group[];
}

/** Drops of one target that ended alike, as far as they are explained together. */
export interface Draft {
  /** In no group yet. */
  readonly open: readonly Case[];
  readonly groups: readonly Group[];
}

export interface AlikeGround extends Ground {
  readonly context: ExplainContext;
  readonly scale: Scale;
  /** One per target. */
  readonly grounds: readonly Ground[];
}

interface RunGround {
  readonly context: ExplainContext;
  /** One per target. */
  readonly grounds: readonly Ground[];
  readonly population: Population;
}
