import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Prng } from './prng.ts';
import { TimingWheel } from './timing-wheel.ts';

test('TimingWheel fires each deadline once, never early and at most one tick late', () => {
  const prng = new Prng(7);
  const wheel = new TimingWheel(1000, { tickMs: 100, slots: 16 });
  const deadlines = Array.from({ length: 1000 }, () => Math.floor(prng.between(1, 20_000)));
  const firedMs = new Map<number, number>();
  for (const [id, deadlineMs] of deadlines.entries()) wheel.set(id, deadlineMs);
  for (let nowMs = 0; nowMs <= 21_000; nowMs += 37) {
    wheel.advance(nowMs, (id) => {
      assert.ok(!firedMs.has(id), `id ${id} fired twice`);
      firedMs.set(id, nowMs);
    });
  }
  deadlines.forEach((deadlineMs, id) => {
    const lateMs = firedMs.get(id)! - deadlineMs;
    assert.ok(lateMs >= 0 && lateMs < 100 + 37 + 1, `id ${id} is ${lateMs} ms late`);
  });
});

test('TimingWheel forgets a cleared deadline', () => {
  const wheel = new TimingWheel(3, { tickMs: 10, slots: 4 });
  for (const id of [0, 1, 2]) wheel.set(id, 50);
  wheel.clear(1);
  const fired: number[] = [];
  wheel.advance(100, (id) => fired.push(id));
  assert.deepEqual(fired.sort(), [0, 2]);
});
