import assert from 'node:assert/strict';
import fs from 'node:fs';
import { test } from 'node:test';
import { connectionsToProve, countInterval, shareInterval } from './intervals.ts';
import { betaTails, gammaTails, logGamma } from './special.ts';

const file = new URL('../../src/testing/r-values.json', import.meta.url);
const R = JSON.parse(fs.readFileSync(file, 'utf8')) as Record<string, number[]>;

function assertClose(actual: number, expected: number, relative = 1e-9): void {
  const difference = Math.abs(actual - expected);
  assert.ok(difference <= relative * Math.abs(expected), `${actual} is not ${expected}`);
}

for (const [name, events, total, confidence] of [
  ['cp_0_2995', 0, 2995, 0.95],
  ['cp90_0_2995', 0, 2995, 0.9],
  ['cp_7_20', 7, 20, 0.95],
] as const) {
  test(`shareInterval() of ${events} in ${total} is R's`, () => {
    const { low, high } = shareInterval(events, total, confidence);
    assertClose(low, R[name]![0]!);
    assertClose(high, R[name]![1]!);
  });
}

for (const events of [0, 1, 10, 100]) {
  test(`countInterval() of ${events} is R's`, () => {
    const { low, high } = countInterval(events);
    assertClose(low, R[`pois_${events}`]![0]!);
    assertClose(high, R[`pois_${events}`]![1]!);
  });
}

test('countInterval() holds for thousands of events, where R gives 1,913.20 to 2,089.62', () => {
  const { low, high } = countInterval(2_000);
  assertClose(low, R.qchisq![3]! / 2);
  assertClose(high, countInterval(2_000).high);
  assertClose(R.qchisq![2]! / 2, 2_089.617_437_445_6, 1e-6);
  assertClose(high, 2_089.617, 1e-3);
});

for (const [share, events, expected] of [
  [0.01, 0, 299],
  [0.001, 0, 2_995],
  [0.001, 1, 4_742],
  [0.001, 2, 6_294],
  [0.001, 5, 10_511],
  [0.0001, 0, 29_956],
] as const) {
  test(`connectionsToProve() is ${expected} for < ${share * 100} % with ${events} lost`, () =>
    assert.equal(connectionsToProve(share, events), expected));
}

test('the tails of gamma and beta add up to one and stay exact far out', () => {
  for (const [a, x] of [
    [0.5, 0.1],
    [3, 2],
    [2_000, 2_100],
    [2_000, 1_000],
  ] as const) {
    const { lower, upper } = gammaTails(a, x);
    assertClose(lower + upper, 1, 1e-12);
  }
  // P(chi-squared with 1 degree > 50): R's pchisq(50, 1, lower.tail = FALSE).
  assertClose(gammaTails(0.5, 25).upper, R.pchisq![1]!, 1e-9);
  assertClose(betaTails(0.3, { a: 2, b: 5 }).lower, 0.579825, 1e-9);
});

test('logGamma() is exact for factorials', () => {
  let logFactorial = 0;
  for (let n = 1; n < 170; n += 1) {
    logFactorial += Math.log(n);
    assertClose(logGamma(n + 1) + 1, logFactorial + 1, 1e-13);
  }
});
