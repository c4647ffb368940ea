import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MonotonicClock } from './clock.ts';

test('nowMs() counts from the epoch, and clocks of one epoch agree', () => {
  const epochNs = process.hrtime.bigint() - 5_000_000_000n;
  const { nowMs } = new MonotonicClock(epochNs);
  const other = new MonotonicClock(epochNs);
  const times = [nowMs(), other.nowMs(), nowMs(), other.nowMs()];
  assert.ok(times[0]! >= 5000);
  // A reading takes about a microsecond; the two leads were measured that far apart.
  for (const [index, time] of times.slice(1).entries()) assert.ok(time > times[index]! - 0.1);
});
