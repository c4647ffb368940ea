import type { Verdict } from './verdict.ts';
import { clock, secondsRange, setSeconds } from './words.ts';

/** A verdict's reason with what was seen, from the smallest to the greatest of its members. */
export function reasonWithFigures(verdict: Verdict, fromMs: number, toMs: number): string {
  const { candidates, axis, basis, reason } = verdict;
  const [only, another] = candidates;
  if (only?.timer === undefined || another !== undefined) {
    if (basis === 'clock') return `${axis} ${secondsRange(fromMs, toMs)}: ${reason}`;
    return reason;
  }
  const { limit } = only.timer;
  const configured = `${limit.setting} ${setSeconds(limit.afterMs)} of ${only.hop}`;
  if (only.eventAtMs === undefined)
    return `${axis} ${secondsRange(fromMs, toMs)}: ${configured} ${reason}`;
  const delay = secondsRange(fromMs - only.eventAtMs, toMs - only.eventAtMs);
  return `${delay} after the event at ${clock(only.eventAtMs)}: ${configured} ${reason}`;
}
