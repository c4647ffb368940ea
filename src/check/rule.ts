import type { Position } from '../base/problem.ts';
import type { Verified } from '../path/path.ts';
import type { Fix } from './fix.ts';
import type { Subject } from './subject.ts';

export type Severity = 'error' | 'warning' | 'info';

/** One thing that can be wrong with the way into a cluster, or with a scenario that is to be run on it. */
export interface Rule {
  /** Stable; people write it into their CI. */
  readonly id: string;
  readonly severity: Severity;
  /** One line, for lists. */
  readonly title: string;
  /** Why it matters and what to do, for `soak check --explain`. */
  readonly about: string;
  /** How well the claim is founded. */
  readonly verified: Verified;
  readonly sources: readonly string[];
  check(subject: Subject): Iterable<Found>;
}

/** What a rule reports about one place. */
export interface Found {
  readonly at: Position;
  /** `Ingress default/chat`, or a target of the scenario. */
  readonly object: string;
  /** What is written, and what it does. */
  readonly message: string;
  /** The value in force, for people: `60 s (default)`. */
  readonly effective?: string;
  readonly written?: string;
  readonly fix?: Fix;
  /** Where one case of the rule weighs less than the others. */
  readonly severity?: Severity;
}

/** A report of a rule, complete. */
export interface Finding extends Found {
  readonly rule: string;
  readonly severity: Severity;
  /** False where the rule rests on a figure that nobody verified: say so beside it. */
  readonly isVerified: boolean;
}
