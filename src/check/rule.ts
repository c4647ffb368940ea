import type { Position } from '../base/problem.ts';
import type { Verified } from '../path/path.ts';
import type { Fix } from './fix.ts';
import type { Subject } from './subject.ts';

/** From the worst down. */
export const SEVERITIES = ['error', 'warning', 'info'] as const;

export type Severity = (typeof SEVERITIES)[number];

/** One thing that can be wrong on the way into a cluster, or with a scenario that is about to run. */
export interface Rule {
  /** Stable: people use it in their CI configuration. */
  readonly id: string;
  readonly severity: Severity;
  /** One line, for lists. */
  readonly title: string;
  /** Why it matters and what to do, for `soak check --explain`. */
  readonly about: string;
  /** How well the claim is supported. */
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
  /** Set when this case is less severe than the rule's default. */
  readonly severity?: Severity;
}

/** A complete finding of a rule. */
export interface Finding extends Found {
  readonly rule: string;
  readonly severity: Severity;
  /** False when the rule rests on an unverified figure: the output says so next to it. */
  readonly isVerified: boolean;
}
