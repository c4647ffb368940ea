import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Analysis, analyze } from '../../analysis/analyze.ts';
import { compareViews } from '../../analysis/compare/compare-runs.ts';
import { RunFold } from '../../analysis/fold.ts';
import { heartbeatOf, hopOf, limitOf, scenarioOf, targetOf } from '../../testing/scenarios.ts';
import type { SimFault } from '../../testing/sim-fault.ts';
import { simulate } from '../../testing/simulate.ts';
import { plain } from '../text/paint.ts';
import { comparisonText } from './comparison.ts';

function nightOf(faults: readonly SimFault[], readTimeoutMs = 900_000): Analysis {
  const path = {
    hops: [hopOf('slb', [limitOf({ setting: 'EstablishedTimeout', afterMs: readTimeoutMs })])],
  };
  const traffic = { onOpen: [], beats: [heartbeatOf(30_000)] };
  const targets = [targetOf(path, { connections: 500, traffic })];
  const scenario = scenarioOf({ path, targets, holdMs: 3_600_000 });
  const { records } = simulate({ scenario, network: { seed: 5, rttMs: [5, 50], faults } });
  const fold = new RunFold();
  const shard = { index: 0, count: 1 };
  const about = { format: 1, run: 'night', soakVersion: '0', nodeVersion: 'v20', startedAtMs: 0 };
  fold.add({ type: 'run', ...about, shard, scenario }, 0);
  for (const record of records) fold.add(record, 0);
  const view = analyze(fold, { damagedRecords: 0, missing: [] });
  assert.ok(view !== undefined);
  return view;
}

const fault = (count: number): SimFault => ({ atMs: 1_800_000, hop: 'slb', kind: 'rst', count });

test('compareViews() finds a planted regression and not its absence', () => {
  const quiet = nightOf([]);
  const bad = nightOf([fault(40)]);
  assert.equal(compareViews(quiet, bad).verdict, 'regression');
  assert.equal(compareViews(bad, quiet).verdict, 'improvement');
  assert.equal(compareViews(quiet, quiet).verdict, 'no evidence');
  assert.equal(compareViews(quiet, nightOf([fault(2)])).verdict, 'no evidence');
});

test('comparisonText() tells counts, rate and what differs in the path, within 80 columns', () => {
  const before = nightOf([]);
  const after = nightOf([fault(40)], 600_000);
  const text = comparisonText({ before, after, comparison: compareViews(before, after) }, plain);
  assert.match(text, /WORSE/);
  assert.match(text, /unexpected drops +0 +40/);
  assert.match(text, /drop rate at least \d+ times as high/);
  assert.match(text, /slb EstablishedTimeout +900 s +600 s/);
  for (const line of text.split('\n')) assert.ok(line.length <= 80, line);
});
