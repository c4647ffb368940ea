import type { Position } from '../base/problem.ts';

/** A value that a manifest gives to a limit. */
export interface Setting {
  /** The `key` of the kind's limit. */
  readonly key: string;
  /** Infinity disables the limit. */
  readonly ms: number;
  readonly at: Position;
  /** Set if it applies to one listener only: then it is not a setting of the others. */
  readonly onlyPort?: number;
}
