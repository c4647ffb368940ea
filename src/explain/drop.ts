import type { EndedConnection } from '../journal/connection.ts';
import type { Ending } from '../outcome/ending.ts';
import type { Path } from '../path/path.ts';
import type { Target } from '../scenario/scenario.ts';
import type { Certainty, Explanation } from './cause.ts';
import type { ReadingName } from './grouping/clock-readings.ts';
import type { Origin } from './origins.ts';

/** A connection that ended though the scenario wanted it: `isDrop` of its `ending`. */
export type Drop = EndedConnection;

/** Something that happened to the path, on the run's clock. */
export interface PathEventMark {
  readonly atMs: number;
  readonly label: string;
  readonly hop?: string | undefined;
  /** A `PathEvent`, or a fault's own word; unknown when absent. */
  readonly event?: string | undefined;
  /** The only target whose connections it can have ended; any when absent. */
  readonly target?: string | undefined;
}

/** Our own standstill, from `atMs - forMs` to `atMs`. */
export interface Stall {
  readonly atMs: number;
  readonly forMs: number;
}

export type Axis = 'idle' | 'age' | 'wall';

/** What is known beside the drops themselves. */
export interface ExplainContext {
  readonly path: Path;
  readonly targets: readonly Target[];
  readonly events: readonly PathEventMark[];
  readonly stalls: readonly Stall[];
  /** Length of the run; the last drop's time when absent. */
  readonly durationMs?: number | undefined;
  /** The share of a target's connection-time that falls there: drops that care for no clock fall likewise. */
  readonly exposedShare?:
    | ((axis: Axis, fromMs: number, toMs: number, target: number) => number)
    | undefined;
  /** The share of a target's connections that have this origin, of those whose origin is known. */
  readonly originShare?: ((kind: Origin, value: string, target: number) => number) | undefined;
  /** The longest that any connection of a target is known to have lived on a clock. */
  readonly longestLived?: ((reading: ReadingName, target: number) => number) | undefined;
  /** Open connections of a target at a time, to show which targets were spared. */
  readonly openAt?: ((target: number, atMs: number) => number) | undefined;
}

/** What one pass over many drops found of a group, and what it changed. */
export interface Step {
  /** Id of the pass. */
  readonly by: string;
  readonly found: string;
  /** Candidates that it ruled out: `slb session lost`. */
  readonly excluded: readonly string[];
  /** The certainty after it. */
  readonly certainty: Certainty;
}

/** An event that an explanation names, and the drops for which it does. */
export interface NamedEvent {
  readonly atMs: number;
  readonly hop: string;
  /** Indices into the drops. */
  readonly members: readonly number[];
}

/** Drops that look alike and have the same explanation. */
export interface ExplainedGroup {
  readonly target: string;
  /** That of the first member whose ending is known for sure. */
  readonly ending: Ending;
  /** Indices into the drops. */
  readonly members: readonly number[];
  readonly explanation: Explanation;
  /** How the passes came to it, in their order. */
  readonly steps: readonly Step[];
  /** Every event among the causes; none where no event is a cause. */
  readonly events: readonly NamedEvent[];
  /** The clock of the cause, or the one on which the members lie closest. */
  readonly axis: Axis;
  readonly fromMs: number;
  readonly toMs: number;
  readonly firstAtMs: number;
  readonly lastAtMs: number;
}
