import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { Prng } from '../base/prng.ts';
import { Histogram } from './histogram.ts';

const PERCENTS = [0, 1, 50, 90, 99, 99.9, 99.99, 100];

function filled(values: readonly number[]): Histogram {
  const histogram = new Histogram();
  for (const value of values) histogram.record(value);
  return histogram;
}

function percentiles(histogram: Histogram): number[] {
  return PERCENTS.map((percent) => histogram.percentile(percent));
}

test('two halves of a Histogram, merged from their encoding, are the whole', () => {
  const prng = new Prng(7);
  const values = Array.from({ length: 20_000 }, () => Math.exp(prng.between(0, 15)));
  const whole = filled(values);
  const merged = Histogram.decode(filled(values.slice(0, 9_000)).encode());
  merged.add(filled(values.slice(9_000)).encode());
  assert.deepEqual(percentiles(merged), percentiles(whole));
  assert.equal(merged.count, 20_000);
  assert.deepEqual(merged.encode(), whole.encode());
});

test('a Histogram comes back from any encoding as it was, however it was added up', () => {
  const value = fc.oneof(
    fc.integer({ min: 1, max: 5_000 }),
    fc.double({ min: 1, max: 3.6e9, noNaN: true }),
  );
  const property = fc.property(fc.array(value), fc.array(value), (first, second) => {
    const whole = filled([...first, ...second]);
    const added = filled(first);
    added.merge(filled(second));
    const merged = Histogram.decode(filled(first).encode());
    merged.add(filled(second).encode());
    for (const sum of [added, merged]) {
      assert.equal(sum.count, whole.count);
      assert.deepEqual(percentiles(sum), percentiles(whole));
      assert.deepEqual(sum.encode(), whole.encode());
    }
  });
  fc.assert(property, { seed: 4, numRuns: 60 });
});

test('a percentile of a Histogram is right to 3 digits, its extremes exactly', () => {
  const values = Array.from({ length: 10_000 }, (_, index) => (index + 1) * 37.25);
  const histogram = filled(values);
  for (const percent of [1, 50, 99, 99.9]) {
    const exact = values[Math.ceil((percent / 100) * values.length) - 1]!;
    const found = histogram.percentile(percent);
    assert.ok(Math.abs(found - exact) <= exact * 0.001 + 1, `p${percent}: ${found}, not ${exact}`);
  }
  assert.equal(histogram.percentile(100), 372_500);
  assert.equal(histogram.min, 37.25);
});

test('a Histogram counts what is out of its range as its nearest end and never throws', () => {
  const histogram = filled([0, -5, Number.NaN, 0.2, 7.2e9, Number.POSITIVE_INFINITY, 10]);
  assert.equal(histogram.count, 7);
  assert.equal(histogram.clamped, 6);
  assert.equal(histogram.min, 1);
  assert.equal(histogram.max, 3.6e9);
  assert.equal(Histogram.decode(histogram.encode()).count, 7);
});

test('an empty Histogram has no percentiles, and one that was reset is empty', () => {
  const histogram = filled([5, 6]);
  histogram.reset();
  assert.equal(histogram.percentile(50), 0);
  assert.equal(histogram.count, 0);
  assert.deepEqual(Histogram.decode(histogram.encode()), new Histogram());
  histogram.record(9);
  assert.deepEqual(
    percentiles(histogram),
    PERCENTS.map(() => 9),
  );
});

test('Histogram.add() refuses what is damaged or of another configuration', () => {
  const { hdr, min, max } = filled([5, 6, 70_000]).encode();
  assert.throws(() => Histogram.decode({ hdr: hdr.slice(0, 20), min, max }));
  assert.throws(() => Histogram.decode({ hdr: '', min, max }));
});

test('cumulative() counts what is at most each bound, to three digits', () => {
  const histogram = filled([1, 999, 1_000, 1_001, 50_000, 3_600_000_000]);
  const { atMost, sumUs } = histogram.cumulative([1, 1_000, 50_100, 1e10]);
  assert.deepEqual(atMost, [1, 3, 5, 6]);
  assert.ok(Math.abs(sumUs / 3_600_053_001 - 1) < 0.001);
  assert.deepEqual(new Histogram().cumulative([1, 2]), { atMost: [0, 0], sumUs: 0 });
});
