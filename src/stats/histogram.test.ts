import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Prng } from '../base/prng.ts';
import { Histogram } from './histogram.ts';

test('Histogram merged from encoded halves equals the whole at every percentile', () => {
  const prng = new Prng(11);
  const whole = new Histogram();
  const halves = [new Histogram(), new Histogram()];
  for (let index = 0; index < 50_000; index += 1) {
    const us = Math.ceil(3_000_000 * prng.next() ** 4);
    whole.record(us);
    halves[index % 2]!.record(us);
  }
  const merged = new Histogram();
  for (const half of halves) merged.add(half.encode());
  assert.equal(merged.count, whole.count);
  assert.equal(merged.min, whole.min);
  assert.equal(merged.max, whole.max);
  for (const percentile of [0, 1, 50, 90, 99, 99.9, 100]) {
    assert.equal(merged.percentile(percentile), whole.percentile(percentile));
  }
});

test('Histogram counts values out of its range at the border and never throws', () => {
  const histogram = new Histogram();
  for (const us of [-5, 0, 0.2, 1e12]) histogram.record(us);
  assert.equal(histogram.count, 4);
  assert.equal(histogram.min, 1);
  assert.equal(histogram.max, 3_600_000_000);
});

test('Histogram.percentile() is within 0.1 % of the true value', () => {
  const histogram = new Histogram();
  for (let us = 1; us <= 100_000; us += 1) histogram.record(us);
  for (const percentile of [10, 50, 99, 99.9]) {
    const truth = percentile * 1_000;
    assert.ok(Math.abs(histogram.percentile(percentile) - truth) <= truth * 0.001 + 1);
  }
});

test('Histogram is empty again after reset()', () => {
  const histogram = new Histogram();
  histogram.record(7);
  histogram.reset();
  assert.equal(histogram.count, 0);
  assert.equal(histogram.percentile(99), 0);
});
