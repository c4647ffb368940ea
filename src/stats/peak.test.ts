import assert from 'node:assert/strict';
import { test } from 'node:test';
import { peakPerSecond } from './peak.ts';

test('peakPerSecond() slides over the seconds', () => {
  assert.equal(peakPerSecond([]), 0);
  assert.equal(peakPerSecond([2_500, 900, 1_000, 1_899, 1_900]), 3);
});
