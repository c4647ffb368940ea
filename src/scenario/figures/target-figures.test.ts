import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkThreshold } from '../../analysis/thresholds/threshold-check.ts';
import { AbortWatch } from '../../report/live/abort-watch.ts';
import { LiveState } from '../../report/live/state.ts';
import { scenarioOf } from '../../testing/scenarios.ts';
import { parseThreshold } from '../build/threshold.ts';
import { thresholdsSchema } from '../schema/thresholds.ts';
import { addedUp, NO_NUMBERS } from './no-numbers.ts';
import { ALL_FIGURES, THRESHOLD_FIGURES } from './target-figures.ts';

const nothing = { ...NO_NUMBERS, recoveries: () => [], latencyMs: () => null };
/** Different in every column, and 100 connections of which all is known. */
const some = {
  ...nothing,
  connections: 100,
  opened: 100,
  refused: 9,
  dropped: 8,
  unexplained: 7,
  blackholes: 6,
  expectedDrops: 5,
  missingExpected: 4,
  openAtEnd: 3,
  unproven: 2,
  replies: 40,
  lateReplies: 13,
  limitsTested: 12,
  limitsBrokenEarly: 11,
  limitsNotEnforced: 10,
  heldMs: 1_000,
};

for (const [name, figure] of THRESHOLD_FIGURES) {
  test(`${name} is a threshold by its entry alone: read, described and checked`, () => {
    const read = parseThreshold(`${name} <= ${figure.count(some)}`);
    assert.ok(read.ok && read.threshold.metric === name);
    assert.ok(thresholdsSchema.safeParse({ [name]: 0 }).success);
    assert.equal(checkThreshold(read.threshold, some).ok, true);
    const { ok, hasData } = checkThreshold(read.threshold, nothing);
    assert.deepEqual({ ok, hasData }, { ok: false, hasData: false });
    const stricter = parseThreshold(`${name} == ${figure.count(some) + 1}`);
    assert.ok(stricter.ok);
    assert.equal(checkThreshold(stricter.threshold, some).ok, false);
  });

  test(`${name} ${figure.soFar === undefined ? 'waits for the end' : 'can abort a run'}`, () => {
    const read = parseThreshold(`${name} == 0`, { abort: true });
    assert.ok(read.ok);
    const scenario = { ...scenarioOf(), thresholds: [read.threshold] };
    const state = new LiveState(scenario);
    const one = { opened: 1, refused: 1, dropped: 1, unproven: 1, lateReplies: 1 };
    Object.assign(state.targets[0]!, one);
    const broken = new AbortWatch(scenario).broken(state);
    assert.equal(broken !== undefined, figure.soFar !== undefined);
  });
}

test('every figure is shown somewhere, and no two metrics have one name', () => {
  const names = ALL_FIGURES.flatMap(([, { live, atEnd }]) => [live?.name, atEnd]);
  const metrics = names.filter((name) => name !== undefined);
  assert.equal(new Set(metrics).size, metrics.length);
  for (const [name, { live, atEnd }] of ALL_FIGURES)
    assert.ok(live !== undefined || atEnd !== undefined, name);
});

test('addedUp() adds every number of the targets', () => {
  const { recoveries: _, latencyMs: __, ...numbers } = some;
  const twice = Object.fromEntries(Object.entries(numbers).map(([key, value]) => [key, 2 * value]));
  assert.deepEqual(addedUp([some, some]), twice);
  assert.deepEqual(addedUp([]), NO_NUMBERS);
});
