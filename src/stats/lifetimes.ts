/** Connections as rows of a survival analysis: one row per socket, a redial is a row of its own from age 0. */
export interface Lifetimes {
  /** Age at the end, whatever the end was. */
  readonly endMs: Float64Array;
  /** 0 where the row was still open or closed by ourselves (censored); the number of the cause, from 1, where it dropped. */
  readonly cause: Uint8Array;
  /** Age at which it came under observation, when not from its birth (left truncation). */
  readonly startMs?: Float64Array;
}

/** The ages of the drops in ascending order; only those of one cause when it is given. */
export function dropTimes(lifetimes: Lifetimes, only?: number): Float64Array {
  const { endMs, cause } = lifetimes;
  const times = new Float64Array(endMs.length);
  let count = 0;
  for (let row = 0; row < endMs.length; row += 1) {
    const why = cause[row]!;
    if (why === 0 || (only !== undefined && why !== only) || !isObserved(lifetimes, row)) continue;
    times[count] = endMs[row]!;
    count += 1;
  }
  return times.subarray(0, count).sort();
}

/**
 * How many were under observation just before an age. A row that came later than its birth counts only after
 * its start, as in R's `Surv(start, stop]`; one seen from its birth counts at age 0 too.
 */
export function riskSet(lifetimes: Lifetimes): (ageMs: number) => number {
  const { endMs, startMs } = lifetimes;
  const observed =
    startMs === undefined ? endMs : endMs.filter((_, row) => isObserved(lifetimes, row));
  const ends = observed.slice().sort();
  const late = (startMs ?? new Float64Array(0))
    .filter((start, row) => start > 0 && isObserved(lifetimes, row))
    .sort();
  const early = ends.length - late.length;
  return (ageMs) => early + countBelow(late, ageMs) - countBelow(ends, ageMs);
}

/** How many of the sorted values are below a limit. */
export function countBelow(sorted: Float64Array, limit: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (sorted[middle]! < limit) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** How many of the sorted `values` stand at each of the sorted distinct `at`. */
export function countsAt(at: Float64Array, values: Float64Array): Float64Array {
  const counts = new Float64Array(at.length);
  let index = 0;
  for (const value of values) {
    while (index < at.length && at[index]! < value) index += 1;
    if (at[index] === value) counts[index]! += 1;
  }
  return counts;
}

/** The distinct values of a sorted list. */
export function distinct(sorted: Float64Array): Float64Array {
  return sorted.filter((value, index) => index === 0 || value !== sorted[index - 1]);
}

/** A row that came after its own end was never seen alive. */
function isObserved({ endMs, startMs }: Lifetimes, row: number): boolean {
  const start = startMs?.[row] ?? 0;
  return start <= 0 || start < endMs[row]!;
}
