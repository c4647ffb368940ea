import { betaTails } from './beta.ts';
import type { Interval } from './interval.ts';

/** Times of one kind, such as a histogram holds them. */
export interface LatencyNumbers {
  readonly count: number;
  /** 0 to 100 -> milliseconds; null without data. */
  readonly percentile: (percent: number) => number | null;
}

/**
 * The interval of a percentile, by order statistics: how many of `count` times lie below the true one is
 * binomial, whatever their distribution. Unlimited above when there are too few times.
 */
export function percentileInterval(
  { count, percentile }: LatencyNumbers,
  { percent, tail }: { readonly percent: number; readonly tail: number },
): Interval {
  const upperRank = rankAtLeast({ count, share: percent / 100, tail });
  // The lower end mirrors the upper one: so many of the times lie above the true percentile.
  const lowerRank = count + 1 - rankAtLeast({ count, share: 1 - percent / 100, tail });
  return {
    lower: lowerRank < 1 ? 0 : (percentile((100 * lowerRank) / count) ?? 0),
    upper:
      upperRank > count
        ? Number.POSITIVE_INFINITY
        : (percentile((100 * upperRank) / count) ?? Number.POSITIVE_INFINITY),
  };
}

/** The smallest rank that the true percentile exceeds with at most the given chance; count + 1 when none does. */
function rankAtLeast({
  count,
  share,
  tail,
}: {
  count: number;
  share: number;
  tail: number;
}): number {
  let low = 1;
  let high = count + 1;
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    // The chance that `middle` or more of the times lie below the true percentile.
    const shapes = { yes: middle, no: count - middle + 1 };
    const log = betaTails(shapes, { yes: share, no: 1 - share }).lower;
    if (Math.exp(log) <= tail) high = middle;
    else low = middle + 1;
  }
  return low;
}
