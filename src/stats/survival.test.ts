import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { Prng } from '../base/prng.ts';
import { incidenceOf } from './incidence.ts';
import { type Lifespans, survivalOf } from './survival.ts';

/** R 4.2.2, survival 3.5-3. A cell that R calls NA is null. */
const R = JSON.parse(
  fs.readFileSync(path.resolve(import.meta.dirname, '../../src/testing/r-values.json'), 'utf8'),
) as Record<string, readonly (number | null)[]>;

function rowsOf(times: readonly (number | null)[], status: readonly (number | null)[]): Lifespans {
  return { ageMs: Float64Array.from(times, Number), cause: Uint8Array.from(status, Number) };
}

function near(actual: number, expected: number | null, what: string): void {
  if (expected === null) return;
  assert.ok(Math.abs(actual - expected) <= 1e-9, `${what}: ${actual}, R has ${expected}`);
}

test('survivalOf() gives what R gives for aml, with Greenwood errors and log-log bands', () => {
  let row = 0;
  for (const group of [0, 1]) {
    const members = R.aml_x!.flatMap((x, index) => (x === group ? [index] : []));
    const curve = survivalOf(
      rowsOf(
        members.map((index) => R.aml_time![index]!),
        members.map((index) => R.aml_status![index]!),
      ),
    );
    for (let step = 0; step < curve.ageMs.length; step += 1, row += 1) {
      near(curve.ageMs[step]!, R.aml_loglog_t![row]!, 'age');
      near(curve.alive[step]!, R.aml_loglog_S![row]!, 'alive');
      near(curve.standardError[step]!, R.aml_loglog_se![row]!, 'error');
      near(curve.low[step]!, R.aml_loglog_lo![row]!, 'low');
      near(curve.high[step]!, R.aml_loglog_hi![row]!, 'high');
    }
  }
  assert.equal(row, R.aml_loglog_t!.length);
});

test('survivalOf() gives what R gives for lung, where many ages are tied', () => {
  const curve = survivalOf(rowsOf(R.lung_time!, R.lung_status!));
  for (const [index, time] of R.lung_S_t!.entries()) {
    const step = curve.ageMs.findLastIndex((age) => age <= time!);
    near(curve.alive[step]!, R.lung_S![index]!, 'alive');
    near(curve.standardError[step]!, R.lung_se![index]!, 'error');
    near(curve.low[step]!, R.lung_lo![index]!, 'low');
    near(curve.high[step]!, R.lung_hi![index]!, 'high');
  }
});

test('survivalOf() counts who entered late only from there on', () => {
  const curve = survivalOf({
    ageMs: Float64Array.of(10, 20, 30, 5),
    cause: Uint8Array.of(1, 1, 0, 1),
    entryMs: Float64Array.of(0, 10, 15, 5),
  });
  assert.deepEqual([...curve.ageMs], [10, 20]);
  assert.deepEqual([...curve.atRisk], [1, 2]);
});

test('survivalOf() and incidenceOf() have no steps where nothing dropped', () => {
  const rows = rowsOf([10, 20], [0, 0]);
  assert.equal(survivalOf(rows).ageMs.length, 0);
  assert.equal(incidenceOf(rows, 2).lost[1]!.length, 0);
});

test('incidenceOf() of two causes, worked out by hand', () => {
  // At risk 5, 4, 2: one to cause 1 (1/5), one to cause 2 (4/5 x 1/4), one censored, one to cause 1 (3/5 x 1/2).
  const { ageMs, lost } = incidenceOf(rowsOf([1, 2, 3, 4, 5], [1, 2, 0, 1, 0]), 2);
  assert.deepEqual([...ageMs], [1, 2, 4]);
  for (const [index, expected] of [0.2, 0.2, 0.5].entries())
    near(lost[0]![index]!, expected, 'cause 1');
  for (const [index, expected] of [0, 0.2, 0.2].entries())
    near(lost[1]![index]!, expected, 'cause 2');
});

test('incidenceOf() of all causes together is the share that survivalOf() calls lost, at 200,000 rows', () => {
  const prng = new Prng(3);
  const rows = {
    ageMs: Float64Array.from({ length: 200_000 }, () => prng.between(1, 1e7)),
    cause: Uint8Array.from({ length: 200_000 }, () => prng.index(5)),
    entryMs: Float64Array.from({ length: 200_000 }, () => prng.between(0, 1e5)),
  };
  const { alive } = survivalOf(rows);
  const { lost } = incidenceOf(rows, 4);
  for (let step = 0; step < alive.length; step += 1_000) {
    const sum = lost.reduce((total, curve) => total + curve[step]!, 0);
    near(1 - sum, alive[step]!, `step ${step}`);
  }
});
