import type { Position } from '../base/problem.ts';

/** A value that a manifest gives to a limit. */
export interface Setting {
  /** The `key` of the kind's limit. */
  readonly key: string;
  /** Infinity switches the limit off. */
  readonly ms: number;
  readonly at: Position;
  /** Set when it holds for one listener only: then it is no setting of the others. */
  readonly onlyPort?: number;
}
