import assert from 'node:assert/strict';
import { test } from 'node:test';
import { connectionsNeeded, hoursNeeded } from './planning.ts';
import { garwood } from './poisson.ts';
import { clopperPearson, shareAtLeast, shareAtMost } from './proportion.ts';
import { rateRatio } from './two-samples/rate-ratio.ts';

test('connectionsNeeded() gives the planning table', () => {
  for (const [below, drops, needed] of [
    [0.01, 0, 299],
    [0.001, 0, 2_995],
    [0.001, 1, 4_742],
    [0.001, 2, 6_294],
    [0.001, 5, 10_511],
    [0.0001, 0, 29_956],
  ] as const) {
    assert.equal(connectionsNeeded({ below, confidence: 0.95, drops }), needed);
    // So many prove it, one fewer does not.
    assert.ok(shareAtMost({ count: drops, total: needed }) <= below);
    assert.ok(shareAtMost({ count: drops, total: needed - 1 }) > below);
  }
  assert.equal(Math.ceil(hoursNeeded({ below: 0.001, confidence: 0.95, drops: 0 })), 2_996);
});

test('nothing proves a share of 0, and anything a share of 1', () => {
  assert.equal(
    connectionsNeeded({ below: 0, confidence: 0.95, drops: 0 }),
    Number.POSITIVE_INFINITY,
  );
  assert.equal(hoursNeeded({ below: 0, confidence: 0.95, drops: 0 }), Number.POSITIVE_INFINITY);
  assert.equal(connectionsNeeded({ below: 1, confidence: 0.95, drops: 3 }), 4);
});

test('a night without a drop proves what the rule of three says', () => {
  assert.equal(shareAtMost({ count: 0, total: 45_000 }).toPrecision(2), '0.000067');
  assert.equal(((garwood(0).upper / 138_750) * 1_000).toPrecision(3), '0.0266');
});

test('intervals of all and of none end at 1 and 0', () => {
  assert.equal(clopperPearson({ count: 9, total: 9 }).upper, 1);
  assert.equal(clopperPearson({ count: 0, total: 9 }).lower, 0);
  assert.equal(shareAtLeast({ count: 0, total: 9 }), 0);
  assert.equal(garwood(0).lower, 0);
});

test('rateRatio() weighs tonight against last night', () => {
  const p = (after: number, before: number) =>
    rateRatio({ before: { count: before, exposure: 1 }, after: { count: after, exposure: 1 } }).p;
  const found = [p(5, 0), p(6, 0), p(10, 2), p(25, 10), p(0, 0), p(7, 7)];
  assert.deepEqual(
    found.map((value) => value.toFixed(3)),
    [...['0.063', '0.031', '0.039', '0.017'], ...['1.000', '1.000']],
  );
});
