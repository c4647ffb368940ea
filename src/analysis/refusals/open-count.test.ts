import assert from 'node:assert/strict';
import { test } from 'node:test';
import { OpenCount } from './open-count.ts';

test('OpenCount knows the level at any time, the most at once, and whether room was taken again', () => {
  const count = new OpenCount([30, 10, 20, 70], [50]);
  assert.deepEqual(
    [5, 10, 25, 30, 49, 50, 99].map((ms) => count.at(ms)),
    [0, 1, 2, 3, 3, 2, 3],
  );
  assert.equal(count.most, 3);
  assert.equal(count.opened, 4);
  assert.equal(count.reopenedAfter(40), true);
  assert.equal(count.reopenedAfter(50), false);
  assert.equal(new OpenCount([10, 20], []).reopenedAfter(15), false);
  assert.equal(new OpenCount([], []).most, 0);
});
