import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseThreshold } from '../../scenario/build/threshold.ts';
import { scenarioOf, targetOf } from '../../testing/scenarios.ts';
import { AbortWatch } from './abort-watch.ts';
import { LiveState } from './state.ts';

function watching(
  expression: string,
  { dropped, refused = 0 }: { dropped: number; refused?: number },
) {
  const read = parseThreshold(expression, { abort: true });
  assert.ok(read.ok);
  const targets = [targetOf({ hops: [] }, { connections: 200 })];
  const scenario = { ...scenarioOf({ targets }), thresholds: [read.threshold] };
  const state = new LiveState(scenario);
  state.targets[0]!.dropped = dropped;
  state.targets[0]!.refused = refused;
  return new AbortWatch(scenario).broken(state) !== undefined;
}

for (const [expression, counts, expected] of [
  ['drops <= 0', { dropped: 0 }, false],
  ['drops <= 0', { dropped: 1 }, true],
  ['drops == 3', { dropped: 2 }, false],
  ['drops == 3', { dropped: 4 }, true],
  ['drops < 1%', { dropped: 1 }, false],
  ['drops < 1%', { dropped: 2 }, true],
  ['connect-failures <= 10', { dropped: 0, refused: 11 }, true],
  ['drops >= 5', { dropped: 0 }, false],
  ['rtt p99 < 1ms', { dropped: 9 }, false],
] as const) {
  test(`AbortWatch says ${expected} to ${expression} after ${JSON.stringify(counts)}`, () =>
    assert.equal(watching(expression, counts), expected));
}
