import type { ExplainedGroup } from '../explain/drop.ts';
import type { OtherSide } from './summary.ts';

/** Drops of one target that look alike, have the same explanation, and were all wanted or all unwanted. */
export interface ViewGroup extends ExplainedGroup {
  readonly expected: boolean;
  /** What other parties said, where their logs were given. */
  readonly otherSides?: readonly OtherSide[];
}

/** What a reader of the files knows that no record says. */
export interface Reading {
  /** Lines that could not be trusted, and records that are missing by their numbers. */
  readonly damagedRecords: number;
  /** Shards that the run had and that left no journal, or records that no disk took. */
  readonly missing: readonly string[];
  /** The run goes on: who did not end is open, and no record is missed yet. */
  readonly isRunning?: boolean;
}
