import assert from 'node:assert/strict';
import { test } from 'node:test';
import { spreadOf } from './spread.ts';

test('spreadOf() is even at 1 and 0, and worst where one backend of four holds everything', () => {
  assert.deepEqual(spreadOf([25, 25, 25, 25]), {
    backends: 4,
    total: 100,
    maxOverMean: 1,
    gini: 0,
  });
  assert.deepEqual(spreadOf([0, 100, 0, 0]), {
    backends: 4,
    total: 100,
    maxOverMean: 4,
    gini: 0.75,
  });
  const rollOut = spreadOf([600, 300, 100])!;
  assert.equal(rollOut.maxOverMean, 1.8);
  assert.ok(Math.abs(rollOut.gini - 1 / 3) < 1e-15);
});

test('spreadOf() says nothing of no connections', () => {
  assert.equal(spreadOf([]), undefined);
  assert.equal(spreadOf([0, 0]), undefined);
});
