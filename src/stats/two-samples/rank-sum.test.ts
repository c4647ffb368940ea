import assert from 'node:assert/strict';
import { test } from 'node:test';
import { chiSquaredUpper } from '../gamma.ts';
import { RankSums } from './rank-sum.ts';

test('the rank-sum test agrees with R', () => {
  // The example of R's help page on wilcox.test (Hollander and Wolfe, permeability): one-sided 0.1103.
  const term = [0.8, 0.83, 1.89, 1.04, 1.45, 1.38, 1.91, 1.64, 0.73, 1.46];
  const early = [1.15, 0.88, 0.9, 0.74, 1.21];
  const sums = new RankSums([...early, ...term]);
  for (const zSquared of [sums.zSquared(0, 5), sums.zSquared(5, 15)])
    assert.ok(Math.abs(chiSquaredUpper(1, zSquared) / 2 - 0.1103) < 0.00005, String(zSquared));
});

test('ties count as halves, and values without a difference say nothing', () => {
  assert.equal(new RankSums([0, 0, 0, 0]).zSquared(1, 3), 0);
  assert.equal(new RankSums([]).zSquared(0, 0), 0);
  // U = 3.5 against 2; the variance 20 / 12 is less 1 / 18 of it for one tie of two.
  const zSquared = new RankSums([0, 1, 1, 2]).zSquared(2, 4);
  assert.ok(Math.abs(zSquared - 1.5 ** 2 / ((4 / 12) * (5 - 6 / 12))) < 1e-12, String(zSquared));
});
