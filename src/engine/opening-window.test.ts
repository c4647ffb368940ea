import assert from 'node:assert/strict';
import { test } from 'node:test';
import { OpeningWindow } from './opening-window.ts';

function sizesAfter(max: number, lateness: readonly number[]): readonly number[] {
  const window = new OpeningWindow(max);
  return lateness.map((lateMs) => {
    window.adapt(lateMs, window.size);
    return window.size;
  });
}

test('OpeningWindow doubles up to its maximum while the loop keeps up', () => {
  assert.deepEqual(sizesAfter(256, [0, 0, 0, 0]), [64, 128, 256, 256]);
});

test('OpeningWindow halves at a late tick, and from then on grows by an eighth', () => {
  assert.deepEqual(sizesAfter(256, [0, 0, 150, 0, 0]), [64, 128, 64, 72, 81]);
});

test('OpeningWindow does not change while the loop is neither late nor idle', () => {
  assert.deepEqual(sizesAfter(256, [0, 60, 60]), [64, 64, 64]);
});

test('OpeningWindow never closes: what is left stalls no loop', () => {
  assert.deepEqual(sizesAfter(256, [500, 500, 500]), [32, 32, 32]);
  assert.deepEqual(sizesAfter(4, [500, 0]), [4, 4]);
});

test('OpeningWindow learns nothing from ticks without dials', () => {
  const window = new OpeningWindow(256);
  for (let tick = 0; tick < 10; tick += 1) window.adapt(0, 0);
  assert.equal(window.size, 32);
});
