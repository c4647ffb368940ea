import { performance } from 'node:perf_hooks';

/** Readings of both clocks taken for one lead; the machine may pause us in the middle of any of them. */
const READINGS = 5;

/**
 * Milliseconds since an epoch that all processes of one machine share.
 *
 * The epoch is a `process.hrtime.bigint()` of this machine (`hrtimeAt`). On one machine every process reads the
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

/** The wall clock steps once a millisecond; one that has not by then was stopped, and is taken as it is. */
const STEP_NS_MAX = 5_000_000n;

/**
 * What `process.hrtime.bigint()` of this machine reads when its wall clock shows `wallMs`, before or after now. It is
 * how a machine finds the epoch of a run that another one started.
 *
 * `Date.now()` counts whole milliseconds, so both clocks are read at its steps; the tightest of a few readings counts.
 */
export function hrtimeAt(wallMs: number): bigint {
  let epochNs = 0n;
  let tightestNs: bigint | undefined;
  for (let reading = 0; reading < READINGS; reading++) {
    const { wallNowMs, beforeNs, afterNs } = nextStep();
    if (tightestNs !== undefined && afterNs - beforeNs >= tightestNs) continue;
    tightestNs = afterNs - beforeNs;
    epochNs = afterNs + BigInt(Math.round((wallMs - wallNowMs) * 1e6));
  }
  return epochNs;
}

/** Waits, busy, for the next step of the wall clock; `beforeNs` was read when it had not come yet. */
function nextStep() {
  const startNs = process.hrtime.bigint();
  const startMs = Date.now();
  for (let beforeNs = startNs; ; ) {
    const wallNowMs = Date.now();
    const afterNs = process.hrtime.bigint();
    if (wallNowMs !== startMs || afterNs - startNs > STEP_NS_MAX)
      return { wallNowMs, beforeNs, afterNs };
    beforeNs = afterNs;
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
