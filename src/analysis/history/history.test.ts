import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Prng } from '../../base/prng.ts';
import { cleanPass, fiveCauses } from '../../testing/report/nights.ts';
import { viewOfNight } from '../../testing/report/recorded-run.ts';
import type { Summary } from '../summary/summary.ts';
import { changePoints } from './change-point.ts';
import { historiesOf } from './history.ts';

const CLEAN = viewOfNight(cleanPass({ scale: 0.05 })).summary;
const GROUP = viewOfNight(fiveCauses({ scale: 0.05 })).summary.dropGroups[0]!;
const SEED = 20_261_130;

interface Planted {
  readonly drops: number;
  readonly readTimeoutMs?: number;
}

/** A run of the clean night with so many drops by the ingress. */
function night(index: number, { drops, readTimeoutMs = 10_800_000 }: Planted): Summary {
  const startedAt = new Date(Date.UTC(2026, 8, 1 + index, 1)).toISOString();
  const [target, ...others] = CLEAN.targets;
  return {
    ...CLEAN,
    run: { ...CLEAN.run, id: String(index), startedAt, connectionHours: 1_000 },
    verdict: drops > 20 ? 'fail' : 'pass',
    targets: [{ ...target!, dropped: drops }, ...others],
    limits: [
      {
        ...{ target: target!.name, hop: 'ingress', setting: 'proxy-read-timeout' },
        ...{ configuredMs: readTimeoutMs, outcome: 'not-covered', count: 0, sentence: '' },
      },
    ],
    dropGroups:
      drops === 0
        ? []
        : [{ ...GROUP, count: drops, expected: false, candidates: ['ingress proxy-read-timeout'] }],
  };
}

function historyOf(nights: readonly Summary[]) {
  const runs = nights.map((summary, index) => ({ folder: `run-${index}`, summary }));
  const [history, ...others] = historiesOf(runs.toReversed());
  assert.deepEqual(others, []);
  return history!;
}

test('of sixty nights the fortieth is named as the one in which drops changed, with the setting', () => {
  const prng = new Prng(SEED);
  const nights = Array.from({ length: 60 }, (_, index) =>
    night(index, {
      // Every tenth night is a bad one, before and after.
      drops: Math.floor(prng.next() * 5) + (index >= 40 ? 25 : 0) + (index % 10 === 7 ? 300 : 0),
      readTimeoutMs: index >= 40 ? 60_000 : 10_800_000,
    }),
  );
  const { changes, rows } = historyOf(nights);
  assert.deepEqual(
    changes.map(({ figure, at }) => [figure, at]),
    [
      ['all drops', 40],
      ['drops by ingress proxy-read-timeout', 40],
    ],
  );
  assert.deepEqual(changes[0]?.settings, [
    { what: 'ingress proxy-read-timeout', before: '10800 s', after: '60 s' },
  ]);
  assert.equal(rows.filter(({ changes: own }) => own.length > 0).length, 1);
});

test('rows without a change are called changed once in a hundred at most', () => {
  const prng = new Prng(SEED);
  let wolves = 0;
  for (let row = 0; row < 300; row += 1) {
    // Clumps: nights without drops, and some with hundreds.
    const values = Array.from({ length: 30 }, () =>
      prng.next() < 0.7 ? 0 : Math.floor(prng.next() * 500),
    );
    if (changePoints(values).length > 0) wolves += 1;
  }
  assert.ok(wolves <= 3, `${wolves} of 300 with seed ${SEED}`);
});

test('one bad night is no change, and two changes are two', () => {
  const calm = Array.from({ length: 20 }, (_, index) => index % 3);
  assert.deepEqual(changePoints(calm.with(9, 5_000)), []);
  const twice = [...calm, ...calm.map((value) => value + 50), ...calm];
  assert.deepEqual(
    changePoints(twice).map(({ at }) => at),
    [20, 40],
  );
});

test('a cause is new, present, gone or back again', () => {
  const states = (...drops: readonly number[]) =>
    historyOf(drops.map((count, index) => night(index, { drops: count }))).causes.map(
      ({ state }) => state,
    );
  assert.deepEqual(states(0, 0, 4), ['new']);
  assert.deepEqual(states(4), ['present']);
  assert.deepEqual(states(0, 3, 4), ['present']);
  assert.deepEqual(states(3, 0, 4), ['returning']);
  assert.deepEqual(states(3, 4, 0), ['gone']);
});

test('runs of several scenarios have histories of their own, the longest first', () => {
  const other = { ...night(0, { drops: 0 }), run: { ...CLEAN.run, name: 'other' } };
  const runs = [other, night(1, { drops: 0 }), night(2, { drops: 0 })];
  const histories = historiesOf(runs.map((summary) => ({ folder: summary.run.id, summary })));
  assert.deepEqual(
    histories.map(({ rows }) => rows.length),
    [2, 1],
  );
});
