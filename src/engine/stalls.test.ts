import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Stalls } from './stalls.ts';

const stalls = new Stalls();
stalls.add(1_000, 2_000);
stalls.add(5_000, 5_500);

for (const [fromMs, toMs, expected] of [
  [0, 900, 0],
  [0, 1_500, 500],
  [1_200, 1_300, 100],
  [1_500, 5_250, 750],
  [0, 10_000, 1_500],
  [2_000, 5_000, 0],
] as const) {
  test(`Stalls.overlapMs() is ${expected} between ${fromMs} and ${toMs} ms`, () =>
    assert.equal(stalls.overlapMs(fromMs, toMs), expected));
}
