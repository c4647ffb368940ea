import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LongTimer } from './long-timer.ts';

const DAY_MS = 86_400_000;
/** As long as one timer of Node: the mocked clock would arm the next one late, after the whole step. */
const STEP_MS = 2 ** 31 - 1;

for (const days of [0, 1, 24, 25, 60, 100]) {
  test(`LongTimer calls back after ${days} days, once, and not before`, (context) => {
    context.mock.timers.enable({ apis: ['setTimeout'] });
    let calls = 0;
    new LongTimer(days * DAY_MS, () => {
      calls += 1;
    });
    for (let passedMs = 0; passedMs < days * DAY_MS; ) {
      assert.equal(calls, 0);
      const stepMs = Math.min(STEP_MS, days * DAY_MS - passedMs);
      context.mock.timers.tick(stepMs);
      passedMs += stepMs;
    }
    context.mock.timers.tick(1);
    assert.equal(calls, 1);
  });
}

test('LongTimer never asks Node for a wait that would be over at once', (context) => {
  const waits: number[] = [];
  context.mock.method(globalThis, 'setTimeout', (_act: () => void, waitMs: number) => {
    waits.push(waitMs);
  });
  new LongTimer(30 * DAY_MS, () => {});
  assert.deepEqual(waits, [2 ** 31 - 1]);
});

test('LongTimer that is stopped does nothing', (context) => {
  context.mock.timers.enable({ apis: ['setTimeout'] });
  let calls = 0;
  const timer = new LongTimer(1_000, () => {
    calls += 1;
  });
  timer.stop();
  context.mock.timers.tick(2_000);
  assert.equal(calls, 0);
});
