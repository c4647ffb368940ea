import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { JournalRecord } from '../journal/record.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { heartbeatOf, hopOf, limitOf, scenarioOf, targetOf } from '../testing/scenarios.ts';
import { simulate } from '../testing/simulate.ts';
import { analyze } from './analyze.ts';
import { RunFold } from './fold.ts';
import type { Summary } from './summary/summary.ts';

const path = {
  hops: [
    hopOf('slb', [
      limitOf({
        setting: 'EstablishedTimeout',
        afterMs: 60_000,
        resetBy: 'packets',
        effects: ['rst'],
      }),
    ]),
  ],
};
const speaking = { onOpen: [], beats: [heartbeatOf(10_000)] };
const expectDrop = { axis: 'idle', atMs: 60_000, toleranceMs: 1_000, by: 'slb' } as const;
const network = { seed: 3, rttMs: [5, 50] as const };

function runRecordOf(scenario: Scenario, shard = { index: 0, count: 1 }): JournalRecord {
  return {
    type: 'run',
    format: 1,
    run: 'r',
    soakVersion: '0',
    nodeVersion: 'v20',
    startedAtMs: 0,
    shard,
    scenario,
  };
}

function summaryOf(scenario: Scenario, shards: readonly (readonly JournalRecord[])[]): Summary {
  const fold = new RunFold();
  for (const [index, records] of shards.entries()) {
    fold.add(runRecordOf(scenario, { index, count: shards.length }), index);
    for (const record of records) fold.add(record, index);
  }
  const view = analyze(fold, { damagedRecords: 0, missing: [] });
  assert.ok(view !== undefined);
  return view.summary;
}

/** What was written before a crash at 30 s. */
function isEarly(record: JournalRecord): boolean {
  return record.type !== 'done' && record.type !== 'run' && record.atMs < 30_000;
}

const targets = [
  targetOf(path, { name: 'speaking', connections: 30, traffic: speaking }),
  targetOf(path, { name: 'silent', connections: 20, expectDrop }),
];
const scenario = scenarioOf({ path, targets, holdMs: 120_000 });

test('analyze() counts every connection once and tells wanted drops from others', () => {
  const { records } = simulate({ scenario, network });
  const summary = summaryOf(scenario, [records]);
  const [first, second] = summary.targets;
  assert.deepEqual(
    [first!.opened, first!.openAtEnd, first!.dropped, first!.expectedDrops],
    [30, 30, 0, 0],
  );
  assert.deepEqual(
    [second!.opened, second!.openAtEnd, second!.dropped, second!.expectedDrops],
    [20, 0, 0, 20],
  );
  assert.equal(summary.verdict, 'pass');
  const [group] = summary.dropGroups;
  assert.deepEqual(
    [group!.hop, group!.setting, group!.count, group!.expected],
    ['slb', 'EstablishedTimeout', 20, true],
  );
  assert.equal(summary.limits.find(({ target }) => target === 'silent')!.outcome, 'holds');
});

test('analyze() gives the same summary for one shard and for many', () => {
  const shards = [0, 1, 2].map(
    (index) => simulate({ scenario, network, shard: { index, count: 3 } }).records,
  );
  const many = summaryOf(scenario, shards);
  const one = summaryOf(scenario, [simulate({ scenario, network }).records]);
  const counted = ({ targets: all }: Summary) =>
    all.map(({ opened, openAtEnd, expectedDrops }) => [opened, openAtEnd, expectedDrops]);
  assert.deepEqual(counted(many), counted(one));
  assert.equal(many.verdict, one.verdict);
});

test('analyze() fails a run in which an expected drop does not come', () => {
  const lively = scenarioOf({
    path,
    targets: [targetOf(path, { name: 'silent', connections: 20, expectDrop, traffic: speaking })],
    holdMs: 120_000,
  });
  const summary = summaryOf(lively, [simulate({ scenario: lively, network }).records]);
  assert.equal(summary.verdict, 'fail');
  assert.match(summary.thresholds.at(-1)!.expression, /silent dropped by slb at idle 60 s/);
  assert.equal(summary.thresholds.at(-1)!.detail, '0 of 20');
});

test('analyze() calls connections of a journal that stops unknown, and the run inconclusive', () => {
  const { records } = simulate({ scenario, network });
  const cut = records.filter(isEarly);
  const summary = summaryOf(scenario, [cut]);
  assert.equal(summary.verdict, 'inconclusive', 'nobody knows whether the silent ones died');
  assert.deepEqual(
    summary.thresholds.map(({ ok, hasData, detail }) => [ok, hasData, detail]),
    [[false, false, '0 of 20, 20 unknown']],
  );
  assert.equal(summary.run.complete, false);
  assert.deepEqual(
    summary.targets.map(({ unknown, dropped }) => [unknown, dropped]),
    [
      [30, 0],
      [20, 0],
    ],
  );
  const one = scenarioOf({ path, targets: [targets[0]!], holdMs: 120_000 });
  const half = simulate({ scenario: one, network }).records.filter(isEarly);
  assert.equal(summaryOf(one, [half]).verdict, 'inconclusive');
});

test('analyze() counts a redialled member as a connection of its own', () => {
  const redialling = scenarioOf({
    path: { hops: [hopOf('slb', [])] },
    targets: [
      targetOf(
        { hops: [hopOf('slb', [])] },
        {
          connections: 10,
          traffic: speaking,
          onDrop: { kind: 'redial', baseMs: 100, maxMs: 1_000 },
        },
      ),
    ],
  });
  const faults = [{ atMs: 20_000, hop: 'slb', kind: 'rst', count: 4 } as const];
  const summary = summaryOf(redialling, [
    simulate({ scenario: redialling, network: { ...network, faults } }).records,
  ]);
  const [target] = summary.targets;
  assert.deepEqual([target!.opened, target!.dropped, target!.openAtEnd], [14, 4, 10]);
});

test('analyze() says nothing when there is no first record', () => {
  assert.equal(analyze(new RunFold(), { damagedRecords: 0, missing: [] }), undefined);
});

test('analyze() doubts a run whose generator stalled in the hold, and not for its finale', () => {
  const calm = scenarioOf({ path, targets: [targets[0]!], holdMs: 60_000 });
  const verdictWith = (stall: readonly [number, number]) => {
    const { records } = simulate({ scenario: calm, network, stalls: [stall] });
    return summaryOf(calm, [records]).verdict;
  };
  assert.equal(verdictWith([30_000, 31_000]), 'inconclusive');
  assert.equal(verdictWith([61_200, 62_200]), 'pass');
  assert.equal(verdictWith([60_500, 62_200]), 'inconclusive', 'it began in the hold');
});
