import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Prng } from '../../base/prng.ts';
import { compareRuns, type RunNumbers } from './compare.ts';

const NIGHT_MS = 10_800_000;

/** A run of 1,000 connections over 3 h with drops of the given causes, at even ages unless told otherwise. */
function run(
  causes: Record<string, number>,
  { lastMs = NIGHT_MS, rttMs = 10, seed = 1 } = {},
): RunNumbers {
  const byCause = new Map(Object.entries(causes));
  const drops = [...byCause.values()].reduce((sum, count) => sum + count, 0);
  const prng = new Prng(seed);
  const endMs = Float64Array.from({ length: 1_000 }, (_, row) =>
    row < drops ? prng.between(0, lastMs) : NIGHT_MS,
  );
  const cause = Uint8Array.from(endMs, (_, row) => (row < drops ? 1 : 0));
  const rtt = { count: 10_000, percentile: (percent: number) => rttMs + percent / 10 };
  const latency = new Map([['rtt', rtt]]);
  return { connectionHours: 3_000, drops, byCause, lifetimes: { endMs, cause }, latency };
}

test('compareRuns() calls many more drops a regression and many fewer an improvement', () => {
  const few = run({ reload: 10 });
  const many = run({ reload: 40 });
  const worse = compareRuns({ before: few, after: many });
  assert.equal(worse.verdict, 'regression');
  assert.equal(worse.reason, 'Connections dropped more often (p < 0.0001)');
  assert.equal(worse.rate.ratio, 4);
  const better = compareRuns({ before: many, after: few });
  assert.equal(better.verdict, 'improvement');
  assert.equal(better.rate.ratio, 0.25);
  assert.ok(better.rate.upper < 1);
});

test('compareRuns() has no evidence in equal runs, in one drop more, and in no drops at all', () => {
  for (const [first, second] of [
    [12, 12],
    [0, 3],
    [0, 5],
    [0, 0],
  ] as const) {
    const { verdict } = compareRuns({
      before: run({ reload: first }),
      after: run({ reload: second }),
    });
    assert.equal(verdict, 'no evidence', `${first} against ${second}`);
  }
});

test('compareRuns() finds a planted cause though the sum is the same, and names it', () => {
  const before = run({ 'slb idle': 30, reload: 2 });
  const after = run({ 'slb idle': 8, reload: 2, 'pod killed': 22 });
  const { verdict, reason, causes } = compareRuns({ before, after });
  assert.equal(verdict, 'regression');
  assert.match(reason, /^Drops by pod killed came more often/);
  assert.deepEqual(
    causes.map(({ cause, seen }) => `${cause}: ${seen}`),
    ['pod killed: new', 'slb idle: both', 'reload: both'],
  );
  assert.ok(causes.every(({ adjustedP, rate }) => adjustedP >= rate.p));
});

test('compareRuns() sees that connections die earlier though as many die', () => {
  const before = run({ x: 900 });
  const after = run({ x: 900 }, { lastMs: 600_000 });
  const { verdict, reason, rate } = compareRuns({ before, after });
  assert.equal(rate.p, 1);
  assert.equal(verdict, 'regression');
  assert.equal(reason, 'Connections dropped earlier in life (p < 0.0001)');
});

test('compareRuns() tells slower from equal latency and lets it decide nothing', () => {
  const slower = compareRuns({ before: run({ x: 5 }), after: run({ x: 5 }, { rttMs: 14 }) });
  assert.equal(slower.verdict, 'no evidence');
  assert.deepEqual(
    slower.latency.map(({ percent, differenceMs, evidence }) => [percent, differenceMs, evidence]),
    [
      [50, 4, 'slower'],
      [99, 4, 'slower'],
      [99.9, 4, 'slower'],
    ],
  );
  const equal = compareRuns({ before: run({ x: 5 }), after: run({ x: 5 }) });
  assert.ok(equal.latency.every(({ evidence }) => evidence === 'none'));
});

test('compareRuns() cries wolf in no more than one of twenty pairs of equal runs', () => {
  const prng = new Prng(11);
  let wolves = 0;
  for (let pair = 0; pair < 300; pair += 1) {
    const [before, after] = [0, 1].map((side) => {
      // Binomial, as each of 1,000 connections is lost with the same small chance.
      const drops = Array.from({ length: 1_000 }, () => prng.chance(0.02)).filter(Boolean).length;
      const first = Array.from({ length: drops }, () => prng.chance(0.5)).filter(Boolean).length;
      return run({ a: first, b: drops - first }, { seed: pair * 2 + side });
    });
    if (compareRuns({ before: before!, after: after! }).verdict !== 'no evidence') wolves += 1;
  }
  assert.ok(wolves <= 15, `${wolves} of 300`);
});

test('compareRuns() has nothing to say without connection-hours', () => {
  const empty = { ...run({}), connectionHours: 0 };
  const { verdict, rate } = compareRuns({ before: empty, after: run({ x: 50 }) });
  assert.ok(Number.isNaN(rate.ratio));
  assert.equal(rate.p, 1);
  assert.notEqual(verdict, 'improvement');
});
