import { isAge, type Timer } from '../path/way.ts';
import type { Cause, Certainty, Explanation } from './cause.ts';
import { gapBeforeProvocation, idleMs, observed } from './clocks.ts';
import type { Axis, Drop } from './drop.ts';
import type { TargetWay } from './target-way.ts';

/** What can be concluded of one drop alone, and of all that are like it. */
export interface Conclusion {
  /** What it rests on: our own fault, what the backend said, a clock, an event, or only the kind of ending. */
  readonly basis: 'own' | 'said' | 'clock' | 'event' | 'mechanism';
  readonly certainty: Certainty;
  readonly candidates: readonly Candidate[];
  /** The clock on which the cause is read. */
  readonly axis: Axis;
  /** Without figures, so that equal drops have equal words. */
  readonly reason: string;
  readonly evidenceNeeded?: string | undefined;
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
function sameCause(a: Candidate, b: Candidate): boolean {
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

/** `slb EstablishedTimeout`, each once. */
export function namesOf(
  candidates: readonly Pick<Candidate, 'hop' | 'setting'>[],
): readonly string[] {
  return [...new Set(candidates.map(({ hop, setting }) => `${hop} ${setting}`))];
}

/** The clock on which a candidate is read. */
export function axisOf({ timer, eventAtMs }: Candidate): Axis {
  if (timer === undefined || eventAtMs !== undefined) return 'wall';
  return isAge(timer) ? 'age' : 'idle';
}

/** What the clock of a conclusion's first cause showed for a drop. */
export function shownFor({ axis, candidates }: Conclusion, drop: Drop, way: TargetWay): number {
  if (axis === 'wall') return drop.atMs;
  if (axis === 'age') return drop.ageMs;
  const timer = candidates[0]?.timer;
  if (timer === undefined || isAge(timer)) return idleMs(drop);
  const idle = observed(timer, drop);
  // The last write crossed the hop's FIN or RST: the silence lies before it.
  const gap = gapBeforeProvocation(drop, way);
  const hasCrossed = gap !== undefined && idle < timer.limit.afterMs - timer.limit.earlyMs;
  return hasCrossed ? Math.max(idle, gap) : idle;
}

/** A conclusion in the form that reports know; `observedMs` is what the cause's clock showed. */
export function explanationOf(
  { certainty, candidates, evidenceNeeded, axis }: Conclusion,
  { observedMs, reason }: { readonly observedMs: number; readonly reason: string },
): Explanation {
  const causeOf = ({ hop, setting, timer, eventAtMs = 0 }: Candidate): Cause => {
    if (timer === undefined) return { hop, setting };
    const sinceEventMs = axis === 'wall' ? observedMs - eventAtMs : observedMs;
    return { hop, setting, configuredMs: timer.limit.afterMs, observedMs: sinceEventMs };
  };
  return {
    certainty,
    causes: certainty === 'unexplained' ? [] : candidates.map(causeOf),
    reason,
    ...(evidenceNeeded === undefined ? {} : { evidenceNeeded }),
  };
}
