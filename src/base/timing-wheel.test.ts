import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Prng } from './prng.ts';
import { TimingWheel } from './timing-wheel.ts';

test('TimingWheel fires each deadline once, never early and at most one tick late', () => {
  const prng = new Prng(7);
  const wheel = new TimingWheel(1000, { tickMs: 100, buckets: 16 });
  const deadlines = Array.from({ length: 1000 }, () => Math.floor(prng.between(1, 20_000)));
  const firedMs = new Map<number, number>();
  for (const [slot, deadlineMs] of deadlines.entries()) wheel.set(slot, deadlineMs);
  for (let nowMs = 0; nowMs <= 21_000; nowMs += 37) {
    wheel.advance(nowMs, (slot) => {
      assert.ok(!firedMs.has(slot), `slot ${slot} fired twice`);
      firedMs.set(slot, nowMs);
    });
  }
  for (const [slot, deadlineMs] of deadlines.entries()) {
    const lateMs = firedMs.get(slot)! - deadlineMs;
    assert.ok(lateMs >= 0 && lateMs < 100 + 37 + 1, `slot ${slot} is ${lateMs} ms late`);
  }
});

test('TimingWheel forgets a cleared deadline', () => {
  const wheel = new TimingWheel(3, { tickMs: 10, buckets: 4 });
  for (const slot of [0, 1, 2]) wheel.set(slot, 50);
  wheel.clear(1);
  const fired: number[] = [];
  wheel.advance(100, (slot) => fired.push(slot));
  assert.deepEqual(fired.sort(), [0, 2]);
});

test('TimingWheel lets a due slot clear or move every other slot of its tick', () => {
  const wheel = new TimingWheel(4, { tickMs: 10, buckets: 4 });
  for (const slot of [0, 1, 2, 3]) wheel.set(slot, 50);
  const fired: number[] = [];
  wheel.advance(60, (slot) => {
    fired.push(slot);
    for (const other of [0, 1, 2, 3]) if (other !== slot) wheel.clear(other);
    wheel.set((slot + 1) % 4, 90);
  });
  assert.equal(fired.length, 1);
  wheel.advance(100, (slot) => fired.push(slot));
  assert.equal(fired.length, 2);
});

test('TimingWheel holds a deadline beyond 2^31 ms', () => {
  const farMs = 2 ** 31 * 3;
  const wheel = new TimingWheel(1, { tickMs: 1e6, buckets: 64 });
  wheel.set(0, farMs);
  const fired: number[] = [];
  for (let nowMs = 0; nowMs < farMs + 3e6; nowMs += 5e5)
    wheel.advance(nowMs, () => fired.push(nowMs));
  assert.equal(fired.length, 1);
  assert.ok(fired[0]! >= farMs && fired[0]! <= farMs + 1.5e6);
});

test('TimingWheel fires a deadline at or before the present in the next tick', () => {
  const wheel = new TimingWheel(3, { tickMs: 10, buckets: 8 });
  wheel.advance(100, () => assert.fail('nothing is set'));
  wheel.set(0, 100);
  wheel.set(1, 35);
  wheel.set(2, -5);
  const fired: number[] = [];
  wheel.advance(110, (slot) => fired.push(slot));
  assert.deepEqual(fired.toSorted(), [0, 1, 2]);
});

test('TimingWheel fires a deadline that is set for the present while it advances', () => {
  const wheel = new TimingWheel(2, { tickMs: 10, buckets: 8 });
  wheel.set(0, 50);
  const fired: number[] = [];
  wheel.advance(70, (slot) => {
    fired.push(slot);
    if (slot === 0) wheel.set(1, 50);
  });
  assert.deepEqual(fired, [0, 1]);
});

test('TimingWheel agrees with a plain list of deadlines, whatever is set and cleared', () => {
  const prng = new Prng(11);
  const wheel = new TimingWheel(12, { tickMs: 10, buckets: 4 });
  const dueTicks = new Map<number, number>();
  let tick = 0;
  for (let step = 0; step < 4_000; step += 1) {
    const slot = prng.index(12);
    if (prng.chance(0.4)) {
      wheel.clear(slot);
      dueTicks.delete(slot);
    } else {
      const deadlineMs = tick * 10 + prng.index(150);
      wheel.set(slot, deadlineMs);
      dueTicks.set(slot, Math.max(Math.ceil(deadlineMs / 10), tick + 1));
    }
    if (!prng.chance(0.3)) continue;
    tick += 1 + prng.index(3);
    const fired: number[] = [];
    wheel.advance(tick * 10, (due) => fired.push(due));
    const expected = [...dueTicks].filter(([, dueTick]) => dueTick <= tick).map(([due]) => due);
    assert.deepEqual(fired.sort(), expected.sort(), `in step ${step}`);
    for (const due of expected) dueTicks.delete(due);
  }
});
