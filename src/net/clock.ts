import { performance } from 'node:perf_hooks';

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
    const sinceEpochMs = Number(process.hrtime.bigint() - epochNs) / 1e6;
    this.#leadMs = sinceEpochMs - performance.now();
  }
}
