import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hrtimeAt, MonotonicClock } from './clock.ts';

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

test('hrtimeAt() finds a moment of the wall clock on the monotonic one, the same each time', () => {
  const aheadMs = 250;
  const wallMs = Date.now() + aheadMs;
  const found = Array.from({ length: 5 }, () => Number(hrtimeAt(wallMs)) / 1e6);
  const leftMs = wallMs - Date.now();
  const leftByHrtimeMs = found[0]! - Number(process.hrtime.bigint()) / 1e6;
  assert.ok(Math.abs(leftMs - leftByHrtimeMs) < 20, `${leftMs} and ${leftByHrtimeMs} ms`);
  // Shards of one run that find it at different times agree to a millisecond.
  assert.ok(Math.max(...found) - Math.min(...found) < 1, found.join(' '));
});
