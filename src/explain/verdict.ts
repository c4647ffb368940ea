import type { Timer } from '../path/way.ts';
import type { Cause, Certainty, Explanation } from './cause.ts';
import type { Axis } from './drop.ts';

/** What can be said of one drop alone, and of all that are like it. */
export interface Verdict {
  /** What it rests on: our own fault, what the backend said, a clock, an event, or only the kind of ending. */
  readonly basis: 'own' | 'said' | 'clock' | 'event' | 'mechanism';
  readonly certainty: Certainty;
  readonly candidates: readonly Candidate[];
  readonly axis: Axis;
  /** Without figures, so that equal drops have equal words. */
  readonly reason: string;
  readonly evidenceNeeded?: string | undefined;
}

/** A verdict with what the cause's clock showed for this drop. */
export interface Judged extends Verdict {
  readonly observedMs: number;
}

/** A cause that the evidence allows. */
export interface Candidate {
  readonly hop: string;
  readonly setting: string;
  readonly timer?: Timer | undefined;
  /** The mark whose event, with the timer's delay or at once, falls on the drop. */
  readonly eventAtMs?: number | undefined;
  /** The mark does not say which event it was, so it may start any limit. */
  readonly vague?: boolean;
  /** The delay after the event is not the configured one. */
  readonly overrun?: boolean;
}

export function timerCandidate(timer: Timer): Candidate {
  return { hop: timer.hop.id, setting: timer.limit.setting, timer };
}

/** Two candidates that a reader would take for one. */
export function sameCause(a: Candidate, b: Candidate): boolean {
  return a.hop === b.hop && a.setting === b.setting && a.timer?.limit === b.timer?.limit;
}

/** Each cause once. */
export function distinct(candidates: readonly Candidate[]): readonly Candidate[] {
  if (candidates.length < 2) return candidates;
  return candidates.filter(
    (candidate, index) => candidates.findIndex((other) => sameCause(other, candidate)) === index,
  );
}

export function hopsOf(candidates: readonly Candidate[]): readonly string[] {
  return [...new Set(candidates.map(({ hop }) => hop))];
}

/** A verdict in the form that reports know. */
export function explanationOf(verdict: Judged, reason = verdict.reason): Explanation {
  const { certainty, candidates, evidenceNeeded } = verdict;
  return {
    certainty,
    causes: certainty === 'unexplained' ? [] : candidates.map((one) => causeOf(one, verdict)),
    reason,
    ...(evidenceNeeded === undefined ? {} : { evidenceNeeded }),
  };
}

function causeOf(
  { hop, setting, timer, eventAtMs }: Candidate,
  { observedMs, axis }: Judged,
): Cause {
  if (timer === undefined) return { hop, setting };
  const sinceEvent =
    eventAtMs !== undefined && axis === 'wall' ? observedMs - eventAtMs : observedMs;
  return { hop, setting, configuredMs: timer.limit.afterMs, observedMs: sinceEvent };
}
