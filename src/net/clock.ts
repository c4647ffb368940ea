/** The run's monotonic clock: milliseconds since an epoch that all processes of one machine share. */
export class MonotonicClock {
  /** What `performance.now()` said at the epoch. */
  readonly #epochMs: number;

  /** `epochNs`: a moment as `process.hrtime.bigint()` tells it, in the past or in the future. */
  constructor(epochNs: bigint) {
    // Both clocks are CLOCK_MONOTONIC, but performance.now() starts with the process and is the cheaper one.
    const sinceEpochMs = Number(process.hrtime.bigint() - epochNs) / 1e6;
    this.#epochMs = performance.now() - sinceEpochMs;
  }

  nowMs(): number {
    return performance.now() - this.#epochMs;
  }
}
