import { betaTails, gammaTails, rootOf } from './special.ts';

/** An exact interval. `confidence` is two-sided: 0.95 leaves 2.5 % at each end. */
export interface Interval {
  readonly low: number;
  readonly high: number;
}

/**
 * A share's exact interval (Clopper and Pearson 1934): `events` of `total`, 0 <= events <= total, total > 0.
 * For a one-sided limit at 95 % ask for a confidence of 0.9 and use one end.
 */
export function shareInterval(events: number, total: number, confidence = 0.95): Interval {
  const tail = (1 - confidence) / 2;
  const low =
    events === 0
      ? 0
      : rootOf(
          (share) => betaTails(share, { a: events, b: total - events + 1 }).lower - tail,
          [0, 1],
        );
  const high =
    events === total
      ? 1
      : rootOf(
          (share) => tail - betaTails(share, { a: events + 1, b: total - events }).upper,
          [0, 1],
        );
  return { low, high };
}

/** A Poisson count's exact interval (Garwood 1936). Divide both ends by the exposure for a rate. */
export function countInterval(events: number, confidence = 0.95): Interval {
  const tail = (1 - confidence) / 2;
  const far = events + 20 * Math.sqrt(events + 1) + 60;
  const low = events === 0 ? 0 : rootOf((mean) => gammaTails(events, mean).lower - tail, [0, far]);
  const high = rootOf((mean) => tail - gammaTails(events + 1, mean).upper, [0, far]);
  return { low, high };
}

/**
 * How many connections must be held with `events` of them lost to prove, one-sided, that fewer than
 * `share` are lost: 2,995 for 0.1 % at 95 % without a loss.
 */
export function connectionsToProve(share: number, events: number, confidence = 0.95): number {
  let low = events + 1;
  let high = low;
  while (!proves(high)) high *= 2;
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (proves(middle)) high = middle;
    else low = middle + 1;
  }
  return low;

  function proves(total: number): boolean {
    if (total <= events) return false;
    return betaTails(share, { a: events + 1, b: total - events }).upper <= 1 - confidence;
  }
}
