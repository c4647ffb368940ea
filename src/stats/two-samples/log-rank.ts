import { chiSquaredUpper } from '../gamma.ts';
import { countsAt, distinct, dropTimes, type Lifetimes, riskSet } from '../lifetimes.ts';

/** Do two groups drop at the same ages? Observed and expected drops, and the chance of such a difference. */
export interface LogRank {
  readonly observed: readonly [number, number];
  readonly expected: readonly [number, number];
  readonly chiSquared: number;
  /** 1 when there is nothing to compare. */
  readonly p: number;
}

/** The log-rank test of two groups, as R's `survdiff`. */
export function logRank(first: Lifetimes, second: Lifetimes): LogRank {
  const firstTimes = dropTimes(first);
  const secondTimes = dropTimes(second);
  const timeMs = distinct(concatenated(firstTimes, secondTimes).sort());
  const firstDrops = countsAt(timeMs, firstTimes);
  const secondDrops = countsAt(timeMs, secondTimes);
  const firstRisk = timeMs.map(riskSet(first));
  const secondRisk = timeMs.map(riskSet(second));
  let expected = 0;
  let variance = 0;
  for (let index = 0; index < timeMs.length; index += 1) {
    const drops = firstDrops[index]! + secondDrops[index]!;
    const atRisk = firstRisk[index]! + secondRisk[index]!;
    const share = firstRisk[index]! / atRisk;
    expected += drops * share;
    if (atRisk > 1) variance += (drops * share * (1 - share) * (atRisk - drops)) / (atRisk - 1);
  }
  const drops = firstTimes.length + secondTimes.length;
  const chiSquared = variance > 0 ? (firstTimes.length - expected) ** 2 / variance : 0;
  return {
    observed: [firstTimes.length, secondTimes.length],
    expected: [expected, drops - expected],
    chiSquared,
    p: chiSquaredUpper(1, chiSquared),
  };
}

function concatenated(first: Float64Array, second: Float64Array): Float64Array {
  const all = new Float64Array(first.length + second.length);
  all.set(first);
  all.set(second, first.length);
  return all;
}
