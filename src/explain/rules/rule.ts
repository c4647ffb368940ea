import type { Candidate, Conclusion } from '../conclusion.ts';
import type { Drop } from '../drop.ts';
import type { Ground } from '../ground.ts';
import type { Named } from '../named.ts';

/** A rule for one drop: it decides alone, or it names limits and events that match and compete. */
export type Rule = DecidingRule | MatchingRule;

/** Where it has an answer, no later rule is asked. */
export interface DecidingRule extends Named {
  readonly kind: 'decides';
  decide(drop: Drop, ground: Ground): Conclusion | undefined;
  /** What it rules out besides, with its reason; for a trace. */
  excluded?(drop: Drop, ground: Ground): readonly Misfit[];
}

/** All matching rules are asked: what they name competes. */
export interface MatchingRule extends Named {
  readonly kind: 'matches';
  matches(drop: Drop, ground: Ground): readonly Candidate[];
  /** What it looked at and what does not match, with its reason; for a trace. */
  excluded(drop: Drop, ground: Ground): readonly Misfit[];
}

/** Why a limit, an event or a hop does not explain a drop. */
export interface Misfit {
  /** `ingress proxy-read-timeout 240 s`. */
  readonly cause: string;
  /** Equal for all drops that it does not explain for the same reason. `{}` stands for the figure, where there is one. */
  readonly why: string;
  /** What its clock showed. */
  readonly shownMs?: number | undefined;
}
