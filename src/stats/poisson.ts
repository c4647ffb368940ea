import { gammaQuantile, gammaUpperQuantile } from './gamma.ts';
import type { Interval } from './interval.ts';

/** So many events in so much time at risk. */
export interface Events {
  readonly count: number;
  /** Connection-hours, or any other unit. */
  readonly exposure: number;
}

/** Exact two-sided interval of the number expected where `count` were seen (Garwood). */
export function garwood(count: number, confidence = 0.95): Interval {
  const tail = (1 - confidence) / 2;
  return { lower: meanLower(count, tail), upper: gammaUpperQuantile(count + 1, tail) };
}

/** The number that is to be expected at most, with a one-sided confidence: 2.9957 when none was seen. */
export function meanAtMost(count: number, confidence = 0.95): number {
  return gammaUpperQuantile(count + 1, 1 - confidence);
}

/** The number that is to be expected at least, with a one-sided confidence. */
export function meanAtLeast(count: number, confidence = 0.95): number {
  return meanLower(count, 1 - confidence);
}

function meanLower(count: number, tail: number): number {
  return count === 0 ? 0 : gammaQuantile(count, tail);
}
