import { formatCount } from '../../analysis/figures.ts';
import type { SpreadSummary } from '../../analysis/summary/summary.ts';
import type { BackendSpread } from '../../stats/spread.ts';
import { clock, plural, span } from './words.ts';

/** `3 backends, max/mean 1.04, Gini 0.02`. */
export function spreadText({ backends, maxOverMean, gini }: BackendSpread): string {
  return `${formatCount(backends)} ${plural(backends, 'backend')}, max/mean ${maxOverMean.toFixed(2)}, Gini ${gini.toFixed(2)}`;
}

/** `scale to 6 at 1:00:00`, or the whole hold. */
export function spreadWhen({ event, atMs }: SpreadSummary): string {
  return event === null ? 'the hold' : `${event} at ${clock(atMs)}`;
}

/** `even after 12 s`, `not even before the next event or the end`. */
export function spreadEvenText({ evenAfterMs }: SpreadSummary): string {
  if (evenAfterMs === null) return 'never even';
  return evenAfterMs === 0 ? 'even throughout' : `even after ${span(evenAfterMs)}`;
}

/** Lines for a screen: what the events changed, and overloaded backends. */
export function spreadLines(spread: readonly SpreadSummary[]): readonly string[] {
  return spread
    .filter(({ event, before, after, evenAfterMs }) =>
      event === null ? evenAfterMs === null : isChanged(before, after),
    )
    .map((one) => {
      const { target, before, after } = one;
      return `${target}, ${spreadWhen(one)}: ${spreadText(before)} -> ${spreadText(after)}; ${spreadEvenText(one)}`;
    });
}

function isChanged(before: BackendSpread, after: BackendSpread): boolean {
  const changed = Math.abs(before.maxOverMean - after.maxOverMean) > 0.1;
  return before.backends !== after.backends || changed;
}
