import type { ExplainedGroup } from '../explain/drop.ts';
import type { OtherSide } from './summary/summary.ts';

/** Drops of one target that look alike, have the same explanation, and were all expected or all unexpected. */
export interface CauseGroup extends ExplainedGroup {
  readonly expected: boolean;
  /** What other parties said, where their logs were given. */
  readonly otherSides?: readonly OtherSide[];
}
