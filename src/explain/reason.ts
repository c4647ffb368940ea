import type { Verdict } from './verdict.ts';
import { clock, secondsRange, setSeconds } from './words.ts';

/** A verdict's reason with what was seen, from the smallest to the greatest of its members. */
export function reasonWithFigures(verdict: Verdict, fromMs: number, toMs: number): string {
  const { candidates, axis, basis, reason } = verdict;
  const [only, another] = candidates;
  if (only === undefined || another !== undefined || basis === 'mechanism') {
    if (basis === 'clock') return `${axis} ${secondsRange(fromMs, toMs)}: ${reason}`;
    return reason;
  }
  const { eventAtMs } = only;
  if (eventAtMs !== undefined)
    return afterEvents(verdict, {
      fromMs: fromMs - eventAtMs,
      toMs: toMs - eventAtMs,
      when: eventAt(eventAtMs),
    });
  return only.timer === undefined
    ? reason
    : `${axis} ${secondsRange(fromMs, toMs)}: ${configured(verdict)} ${reason}`;
}

/** The reason where events began it: how long after them. */
export function afterEvents(
  verdict: Verdict,
  delay: { readonly fromMs: number; readonly toMs: number; readonly when: string },
): string {
  const range = secondsRange(Math.max(0, delay.fromMs), Math.max(0, delay.toMs));
  return `${range} after ${delay.when}: ${configured(verdict)} ${verdict.reason}`;
}

/** `the event at 1:23:45`. */
export function eventAt(atMs: number): string {
  return `the event at ${clock(atMs)}`;
}

function configured({ candidates }: Verdict): string {
  const { hop, setting, timer } = candidates[0]!;
  return timer === undefined
    ? `${setting} at ${hop}`
    : `${setting} ${setSeconds(timer.limit.afterMs)} of ${hop}`;
}
