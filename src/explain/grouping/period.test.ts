import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Prng } from '../../base/prng.ts';
import { findPeriod } from './period.ts';

const PERIOD_MS = 240_000;

function beat(count: number, jitterMs = 100, seed = 1): number[] {
  const prng = new Prng(seed);
  return Array.from(
    { length: count },
    (_, index) => 1_000_000 + index * PERIOD_MS + prng.between(-jitterMs, jitterMs),
  );
}

test('findPeriod() finds the beat of regular times', () => {
  const found = findPeriod(beat(10))!;
  assert.ok(Math.abs(found.periodMs - PERIOD_MS) < 100, `${found.periodMs}`);
  assert.deepEqual([found.members.length, found.missed], [10, 0]);
});

test('findPeriod() is not misled by a stray, nor by beats that took nobody', () => {
  const times = beat(10).filter((_, index) => index !== 3 && index !== 7);
  const strayed = [...times, 1_150_000, 2_500_000].sort((a, b) => a - b);
  const found = findPeriod(strayed)!;
  assert.ok(Math.abs(found.periodMs - PERIOD_MS) < 200, `${found.periodMs}`);
  assert.deepEqual([found.members.length, found.missed], [8, 2]);
  assert.ok(!found.members.includes(strayed.indexOf(1_150_000)));
});

test('findPeriod() sees a period by chance in at most one of a thousand random nights', () => {
  let alarms = 0;
  for (let seed = 1; seed <= 1_000; seed += 1) {
    const prng = new Prng(seed);
    const times = Array.from({ length: 8 }, () => prng.between(0, 10_800_000));
    if (findPeriod(times.sort((a, b) => a - b)) !== undefined) alarms += 1;
  }
  assert.ok(alarms <= 1, `${alarms} alarms`);
});

test('findPeriod() asks for four times', () => {
  assert.equal(findPeriod([]), undefined);
  assert.equal(findPeriod(beat(3)), undefined);
});
