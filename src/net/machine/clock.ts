import { performance } from 'node:perf_hooks';

/** Readings of both clocks taken for one lead; the machine may pause us in the middle of any of them. */
const READINGS = 5;

/**
 * Milliseconds since an epoch that all processes of one machine share.
 *
 * The epoch is a `process.hrtime.bigint()` of the coordinator. On one machine every process reads the
 * same monotonic clock, so a time taken in one shard can be compared with a time taken in another.
 */
export class MonotonicClock {
  readonly #leadMs: number;
  /** Bound, so that it can be handed on as a plain function. */
  readonly nowMs: () => number = () => performance.now() + this.#leadMs;

  constructor(epochNs: bigint) {
    // `performance.now()` counts from the start of this process on the same clock and costs no bigint.
    this.#leadMs = leadOver(() => Number(process.hrtime.bigint() - epochNs) / 1e6);
  }
}

/** How far the other clock is ahead of ours, from the reading that was disturbed least. */
function leadOver(otherMs: () => number): number {
  let lead = 0;
  let tightest = Infinity;
  for (let reading = 0; reading < READINGS; reading++) {
    const before = performance.now();
    const other = otherMs();
    const after = performance.now();
    if (after - before >= tightest) continue;
    tightest = after - before;
    lead = other - (before + after) / 2;
  }
  return lead;
}
