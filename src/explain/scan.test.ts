import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Prng } from '../base/prng.ts';
import { logLikelihoodRatio, mostSurprising } from './scan.ts';

const NIGHT = { widthsMs: [250, 1_000, 5_000], rangeMs: 10_800_000 };

function background(count: number, seed: number): number[] {
  const prng = new Prng(seed);
  return Array.from({ length: count }, () => prng.between(0, NIGHT.rangeMs));
}

test('mostSurprising() finds five drops within 2 s over a background of 70 in nearly every night', () => {
  let found = 0;
  for (let seed = 0; seed < 200; seed += 1) {
    const points = [...background(70, seed), 5_000_000, 5_000_300, 5_000_900, 5_001_500, 5_002_000];
    const cluster = mostSurprising(points, NIGHT);
    if (cluster !== undefined && cluster.fromMs >= 4_999_000 && cluster.toMs <= 5_003_000)
      found += 1;
  }
  assert.ok(found >= 198, `${found} of 200`);
});

test('mostSurprising() raises at most one false alarm in a thousand quiet nights', () => {
  let alarms = 0;
  for (let seed = 0; seed < 1_000; seed += 1)
    if (mostSurprising(background(70, 50_000 + seed), NIGHT) !== undefined) alarms += 1;
  assert.ok(alarms <= 1, `${alarms} alarms`);
});

test('mostSurprising() takes three deaths at one instant, but not two', () => {
  assert.equal(mostSurprising([1_000, 1_100, 1_200], NIGHT)?.members.length, 3);
  assert.equal(mostSurprising([1_000, 1_100], NIGHT), undefined);
});

test('mostSurprising() takes in the neighbours that follow as densely', () => {
  const points = Array.from({ length: 100 }, (_, index) => 2_000_000 + index * 90);
  assert.equal(mostSurprising(points, NIGHT)?.members.length, 100);
});

test('logLikelihoodRatio() is 0 for no more than expected and grows with the surprise', () => {
  assert.equal(logLikelihoodRatio(5, 100, 0.1), 0);
  assert.ok(Math.abs(logLikelihoodRatio(10, 10, 0.5) - 10 * Math.log(2)) < 1e-12);
  assert.ok(logLikelihoodRatio(30, 100, 0.1) > logLikelihoodRatio(20, 100, 0.1));
});
