import type { Conclusion } from './conclusion.ts';
import { clock, secondsRange, setSeconds } from './words.ts';

/** A conclusion's reason with what was seen, from the smallest to the greatest of its members. */
export function reasonWithFigures(conclusion: Conclusion, fromMs: number, toMs: number): string {
  const { candidates, axis, basis, reason } = conclusion;
  const [only, another] = candidates;
  if (only === undefined || another !== undefined || basis === 'mechanism') {
    if (basis === 'clock') return `${axis} ${secondsRange(fromMs, toMs)}: ${reason}`;
    return reason;
  }
  const { eventAtMs } = only;
  if (eventAtMs !== undefined)
    return afterEvents(conclusion, {
      fromMs: fromMs - eventAtMs,
      toMs: toMs - eventAtMs,
      when: eventAt(eventAtMs),
    });
  return only.timer === undefined
    ? reason
    : `${axis} ${secondsRange(fromMs, toMs)}: ${configured(conclusion)}`;
}

/** The reason where events began it: how long after them. */
export function afterEvents(
  conclusion: Conclusion,
  delay: { readonly fromMs: number; readonly toMs: number; readonly when: string },
): string {
  const range = secondsRange(Math.max(0, delay.fromMs), Math.max(0, delay.toMs));
  return `${range} after ${delay.when}: ${configured(conclusion)}`;
}

/** `the event at 1:23:45`. */
export function eventAt(atMs: number): string {
  return `the event at ${clock(atMs)}`;
}

function configured({ candidates, basis, reason }: Conclusion): string {
  const { hop, setting, timer } = candidates[0]!;
  const cause =
    timer === undefined
      ? `${setting} at ${hop}`
      : `${setting} ${setSeconds(timer.limit.afterMs)} of ${hop}`;
  // What the other side said is a sentence of its own.
  return basis === 'said' ? `${cause}; ${reason}` : `${cause} ${reason}`;
}
