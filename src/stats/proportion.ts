import { betaQuantile } from './beta.ts';
import type { Interval } from './interval.ts';

/** So many of so many. */
export interface Proportion {
  readonly count: number;
  readonly total: number;
}

/** Exact two-sided interval of a share (Clopper and Pearson), total > 0. */
export function clopperPearson(proportion: Proportion, confidence = 0.95): Interval {
  const tail = (1 - confidence) / 2;
  return { lower: lowerLimit(proportion, tail), upper: upperLimit(proportion, tail) };
}

/** What the share is at most, with a one-sided confidence. With a count of 0 it is the exact rule of three. */
export function shareAtMost(proportion: Proportion, confidence = 0.95): number {
  return upperLimit(proportion, 1 - confidence);
}

/** What the share is at least, with a one-sided confidence. */
export function shareAtLeast(proportion: Proportion, confidence = 0.95): number {
  return lowerLimit(proportion, 1 - confidence);
}

function lowerLimit({ count, total }: Proportion, tail: number): number {
  if (count === 0) return 0;
  if (count === total) return Math.exp(Math.log(tail) / total);
  return betaQuantile({ yes: count, no: total - count + 1 }, { tail: 'lower', share: tail }).yes;
}

function upperLimit({ count, total }: Proportion, tail: number): number {
  if (count === total) return 1;
  if (count === 0) return -Math.expm1(Math.log(tail) / total);
  return betaQuantile({ yes: count + 1, no: total - count }, { tail: 'upper', share: tail }).yes;
}
