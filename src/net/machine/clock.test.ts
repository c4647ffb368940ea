import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MonotonicClock } from './clock.ts';

/** The clock's own error: two readings a few microseconds apart stand for one moment. */
const ERROR_MS = 0.5;

test('nowMs() counts from the epoch, and clocks of one epoch agree', () => {
  const epochNs = process.hrtime.bigint() - 5_000_000_000n;
  const sinceEpochMs = () => Number(process.hrtime.bigint() - epochNs) / 1e6;
  for (const clock of [new MonotonicClock(epochNs), new MonotonicClock(epochNs)]) {
    const before = sinceEpochMs();
    const time = clock.nowMs();
    const after = sinceEpochMs();
    assert.ok(
      time > before - ERROR_MS && time < after + ERROR_MS,
      `${before} <= ${time} <= ${after}`,
    );
    assert.ok(time >= 5000);
  }
});
