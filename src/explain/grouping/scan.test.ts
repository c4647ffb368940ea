import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Prng } from '../../base/prng.ts';
import type { ScanOptions } from './scan.ts';
import { logLikelihoodRatio, mostSurprising, pointsOf } from './scan.ts';

const NIGHT = { widthsMs: [250, 1_000, 5_000], rangeMs: 10_800_000 };

function scan(points: readonly number[], options: ScanOptions = NIGHT) {
  const sorted = Float64Array.from(points).sort();
  const even = (fromMs: number, toMs: number) => (toMs - fromMs) / options.rangeMs;
  const cluster = mostSurprising(pointsOf(sorted, options.widthsMs, even), options);
  if (cluster === undefined) return undefined;
  const { first, last } = cluster;
  return { count: last - first + 1, fromMs: sorted[first]!, toMs: sorted[last]! };
}

function background(count: number, seed: number): number[] {
  const prng = new Prng(seed);
  return Array.from({ length: count }, () => prng.between(0, NIGHT.rangeMs));
}

test('mostSurprising() finds five drops within 2 s over a background of 70 in nearly every night', () => {
  let found = 0;
  for (let seed = 0; seed < 200; seed += 1) {
    const points = [...background(70, seed), 5_000_000, 5_000_300, 5_000_900, 5_001_500, 5_002_000];
    const cluster = scan(points);
    if (cluster !== undefined && cluster.fromMs >= 4_999_000 && cluster.toMs <= 5_003_000)
      found += 1;
  }
  assert.ok(found >= 198, `${found} of 200`);
});

test('mostSurprising() raises at most one false alarm in a thousand quiet nights', () => {
  let alarms = 0;
  for (let seed = 0; seed < 1_000; seed += 1)
    if (scan(background(70, 50_000 + seed)) !== undefined) alarms += 1;
  assert.ok(alarms <= 1, `${alarms} alarms`);
});

test('mostSurprising() takes three deaths at one instant, but not two', () => {
  assert.equal(scan([1_000, 1_100, 1_200])?.count, 3);
  assert.equal(scan([1_000, 1_100]), undefined);
});

test('mostSurprising() takes in the neighbours that follow as densely', () => {
  const points = Array.from({ length: 100 }, (_, index) => 2_000_000 + index * 90);
  assert.equal(scan(points)?.count, 100);
});

test('logLikelihoodRatio() is 0 for no more than expected and grows with the surprise', () => {
  assert.equal(logLikelihoodRatio(5, 100, 0.1), 0);
  assert.ok(Math.abs(logLikelihoodRatio(10, 10, 0.5) - 10 * Math.log(2)) < 1e-12);
  assert.ok(logLikelihoodRatio(30, 100, 0.1) > logLikelihoodRatio(20, 100, 0.1));
});

test('mostSurprising() takes a broad hump for no timer when it is asked for a steep one', () => {
  const prng = new Prng(3);
  const hump = Array.from({ length: 3_000 }, () => 1_000_000 + prng.between(0, 500_000));
  assert.notEqual(scan(hump), undefined);
  assert.equal(scan(hump, { ...NIGHT, steep: true }), undefined);
  const timer = Array.from({ length: 60 }, () => 353_000 + prng.between(0, 400));
  assert.ok((scan([...hump, ...timer], { ...NIGHT, steep: true })?.count ?? 0) >= 60);
});
