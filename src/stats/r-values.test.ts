import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { betaQuantile, betaTails } from './beta.ts';
import { chiSquaredUpper, gammaQuantile, gammaTails, gammaUpperQuantile } from './gamma.ts';
import type { Lifetimes } from './lifetimes.ts';
import { logGamma } from './log-gamma.ts';
import { connectionsNeeded, hoursNeeded } from './planning.ts';
import { garwood } from './poisson.ts';
import { clopperPearson, shareAtMost } from './proportion.ts';
import { logRank } from './two-samples/log-rank.ts';
import { rateRatio } from './two-samples/rate-ratio.ts';

type Row = readonly (number | null)[];
const FILE = path.resolve(import.meta.dirname, '../../src/testing/r-values.json');
const values = JSON.parse(fs.readFileSync(FILE, 'utf8')) as Record<string, (number | Row)[]>;

function list(name: string): readonly number[] {
  const found = values[name];
  assert.ok(found !== undefined, `no entry ${name}`);
  return found.map((value) => (value ?? Number.NaN) as number);
}

function rows(name: string): readonly number[][] {
  return values[name]!.map((row) => (row as Row).map((value) => value ?? Number.NaN));
}

/** Relative 1e-9, the project's promise. R's 0 must be 0, and below 1e-300 doubles lose their digits. */
function near(actual: number, expected: number, what: string): void {
  if (Number.isNaN(expected)) {
    assert.ok(!Number.isFinite(actual), `${what}: ${actual}, R has none`);
    return;
  }
  const distance = Math.abs(actual - expected) / Math.max(Math.abs(expected), 1e-300);
  assert.ok(distance <= 1e-9, `${what}: ${actual}, R has ${expected} (off by ${distance})`);
}

function nearAll(actual: ArrayLike<number>, expected: readonly number[], what: string): void {
  assert.equal(actual.length, expected.length, `${what}: another length`);
  for (const [index, value] of expected.entries()) near(actual[index]!, value, `${what}[${index}]`);
}

function lifetimes(time: readonly number[], cause: readonly number[]): Lifetimes {
  return { endMs: Float64Array.from(time), cause: Uint8Array.from(cause) };
}

/** One of the two groups that a column of R's data set makes. */
function group(set: 'aml' | 'lung', of: string, value: number): Lifetimes {
  const column = list(of);
  const isIn = (_: number, index: number) => column[index] === value;
  return lifetimes(list(`${set}_time`).filter(isIn), list(`${set}_status`).filter(isIn));
}

test('logRank() compares aml and lung as survdiff does', () => {
  const aml = logRank(group('aml', 'aml_x', 0), group('aml', 'aml_x', 1));
  near(aml.chiSquared, list('aml_logrank_chisq')[0]!, 'aml chi-squared');
  nearAll(aml.expected, list('aml_logrank_exp'), 'aml expected');
  nearAll(aml.observed, list('aml_logrank_obs'), 'aml observed');
  const lung = logRank(group('lung', 'lung_sex', 1), group('lung', 'lung_sex', 2));
  near(lung.chiSquared, list('lung_logrank_chisq')[0]!, 'lung chi-squared');
  nearAll(lung.expected, list('lung_logrank_exp'), 'lung expected');
  near(lung.p, list('lung_logrank_p')[0]!, 'lung p');
});

test('garwood(), clopperPearson() and the planning numbers are those of R', () => {
  for (const count of [0, 1, 10, 100]) {
    const { lower, upper } = garwood(count);
    nearAll([lower, upper], list(`pois_${count}`), `Garwood of ${count}`);
  }
  for (const [name, count, total, confidence] of [
    ['cp_0_2995', 0, 2995, 0.95],
    ['cp90_0_2995', 0, 2995, 0.9],
    ['cp_7_20', 7, 20, 0.95],
  ] as const) {
    const { lower, upper } = clopperPearson({ count, total }, confidence);
    nearAll([lower, upper], list(name), name);
  }
  near(shareAtMost({ count: 0, total: 2995 }), list('cp90_0_2995')[1]!, 'one-sided limit');
  const [needed, ofShare, ofRate] = list('n_999');
  assert.equal(connectionsNeeded({ below: 0.001, confidence: 0.95, drops: 0 }), needed);
  near(Math.log(0.05) / Math.log1p(-0.001), ofShare!, 'connections for 0.1 %');
  near(hoursNeeded({ below: 0.001, confidence: 0.95, drops: 0 }), ofRate!, 'hours for 1 per 1,000');
});

test("rateRatio() is R's poisson.test", () => {
  for (const [name, after, before] of [
    ['rr', { count: 11, exposure: 800 }, { count: 21, exposure: 3011 }],
    ['rr2', { count: 45, exposure: 1000 }, { count: 20, exposure: 1000 }],
  ] as const) {
    const { ratio, lower, upper, p } = rateRatio({ before, after });
    near(ratio, list(`${name}_est`)[0]!, `${name} ratio`);
    nearAll([lower, upper], list(`${name}_ci`), `${name} interval`);
    near(p, list(`${name}_p`)[0]!, `${name} p`);
  }
  for (const [x1, x2, t1, t2, ...expected] of rows('more_poisson_test')) {
    const after = { count: x1!, exposure: t1! };
    const { lower, upper, p } = rateRatio({ before: { count: x2!, exposure: t2! }, after });
    nearAll([lower, upper, p], expected, `poisson.test ${x1} ${x2} ${t1} ${t2}`);
  }
});

test('the quantiles and tails of the special functions are those of R, far out too', () => {
  const chi = [gammaQuantile(1, 0.025), gammaUpperQuantile(1, 0.025)];
  chi.push(gammaUpperQuantile(2001, 0.025), gammaQuantile(2000, 0.025));
  nearAll(
    chi.map((value) => 2 * value),
    list('qchisq'),
    'qchisq',
  );
  const beta = { yes: 7, no: 14 };
  near(betaQuantile(beta, { tail: 'lower', share: 0.025 }).yes, list('qbeta')[0]!, 'qbeta');
  nearAll([chiSquaredUpper(1, 3.84145882069412), chiSquaredUpper(1, 50)], list('pchisq'), 'pchisq');
  const tables: Record<string, (...numbers: number[]) => number> = {
    more_qgamma_lower: (shape, share) => gammaQuantile(shape!, share!),
    more_qgamma_upper: (shape, share) => gammaUpperQuantile(shape!, share!),
    more_pgamma_lower: (shape, factor) => Math.exp(gammaTails(shape!, shape! * factor!).lower),
    more_pgamma_upper: (shape, factor) => Math.exp(gammaTails(shape!, shape! * factor!).upper),
    more_qbeta_lower: (yes, no, share) =>
      betaQuantile({ yes: yes!, no: no! }, { tail: 'lower', share: share! }).yes,
    more_qbeta_upper: (yes, no, share) =>
      betaQuantile({ yes: yes!, no: no! }, { tail: 'upper', share: share! }).yes,
    more_pbeta_lower: (yes, no, x) =>
      Math.exp(betaTails({ yes: yes!, no: no! }, { yes: x!, no: 1 - x! }).lower),
    more_pbeta_upper: (yes, no, x) =>
      Math.exp(betaTails({ yes: yes!, no: no! }, { yes: x!, no: 1 - x! }).upper),
    more_lgamma: (x) => logGamma(x!),
  };
  for (const [name, compute] of Object.entries(tables)) {
    for (const row of rows(name)) {
      const given = row.slice(0, -1);
      near(compute(...given), row.at(-1)!, `${name}(${given})`);
    }
  }
});
