import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { NoteRecord } from '../../journal/record.ts';
import type { Limit, Path } from '../../path/path.ts';
import type { Target } from '../../scenario/scenario.ts';
import { analyzedRun } from '../../testing/analyzed-run.ts';
import { heartbeatOf, hopOf, limitOf, scenarioOf, targetOf } from '../../testing/scenarios.ts';
import type { SimFault } from '../../testing/sim-fault.ts';
import type { Summary } from '../summary/summary.ts';

const IDLE: Limit = limitOf({ setting: 'idle-timeout', afterMs: 10_000 });
const SILENT: Limit = { ...IDLE, resetBy: 'packets', effects: ['silent'] };
const AGE: Limit = limitOf({ setting: 'max-age', startsAt: 'open', resetBy: 'nothing' });
const SHUTDOWN: Limit = limitOf({
  setting: 'shutdown-timeout',
  afterMs: 20_000,
  resetBy: 'nothing',
  startsAt: 'event',
  event: 'reload',
});
const RELOAD: NoteRecord = {
  type: 'note',
  kind: 'event',
  atMs: 25_000,
  label: 'reload',
  hop: 'proxy',
  event: 'reload',
  source: 'mark',
};
const beating = (everyMs: number) => ({ onOpen: [], beats: [heartbeatOf(everyMs)] });

interface Case {
  /** Limits that the scenario lists for the one hop, and those that it really has. */
  readonly listed: readonly Limit[];
  readonly real?: readonly Limit[];
  readonly target?: Partial<Target>;
  readonly faults?: readonly SimFault[];
  readonly marks?: readonly NoteRecord[];
  readonly holdMs?: number;
}

function pathOf(limits: readonly Limit[]): Path {
  return { hops: [{ ...hopOf('proxy', limits), endsTcp: true }] };
}

/** Twenty silent connections for a minute. */
function summaryOf({ listed, real, target, faults, marks, holdMs = 60_000 }: Case): Summary {
  const path = pathOf(listed);
  const targets = [targetOf(path, { name: 'quiet', connections: 20, ...target })];
  const network = { seed: 5, rttMs: [5, 20] as const, path: pathOf(real ?? listed) };
  const scenario = scenarioOf({ path, targets, holdMs });
  return analyzedRun({ scenario, network: { ...network, faults: faults ?? [] } }, marks).summary;
}

/** Outcome and sentence of the first limit. */
function outcomeOf(one: Case): readonly [string, string] {
  const { outcome, sentence } = summaryOf(one).limits[0]!;
  return [outcome, sentence];
}

test('a limit that silent connections outlive, as their answers at the end prove, is not enforced', () => {
  assert.deepEqual(outcomeOf({ listed: [IDLE], real: [], holdMs: 20_000 }), [
    'not-enforced',
    'proxy idle-timeout 10 s is not enforced for quiet: 20 of 20 outlived it',
  ]);
  const forgetful = outcomeOf({ listed: [SILENT], real: [], holdMs: 20_000 });
  assert.match(forgetful[1], /is not enforced for quiet: 20 of 20 outlived it/);
});

for (const [what, listed] of [
  ['that forgets in silence', SILENT],
  ['that closes', IDLE],
] as const) {
  test(`connections that were cut in silence and never asked have not outlived a limit ${what}`, () => {
    const off = { finalProbe: { kind: 'off' } } as const;
    const [outcome, sentence] = outcomeOf({ listed: [listed], real: [SILENT], target: off });
    assert.equal(outcome, 'not-covered');
    assert.match(sentence, /20 were open when it was due, but none proved afterwards/);
  });
}

test('an answered heartbeat proves that an age was outlived, also without a final probe', () => {
  const target = { finalProbe: { kind: 'off' }, traffic: beating(5_000) } as const;
  const listed = [{ ...AGE, afterMs: 30_000 }];
  assert.match(outcomeOf({ listed, real: [], target })[1], /20 of 20 outlived it/);
});

test('a connection that was lost before a limit and found dead after it has not outlived it', () => {
  const target = { traffic: beating(30_000) };
  const faults = [{ atMs: 45_000, hop: 'proxy', kind: 'silence' } as const];
  const listed = [{ ...AGE, afterMs: 55_000 }];
  const [outcome] = outcomeOf({ listed, real: [], target, faults, holdMs: 120_000 });
  assert.equal(outcome, 'not-covered');
});

test('a limit holds where every connection that reached it was closed on time', () => {
  assert.deepEqual(outcomeOf({ listed: [IDLE] }), [
    'holds',
    'proxy idle-timeout 10 s holds for quiet: all 20 that were idle for that long were closed on time; fewer than 14 % end early (95 % confidence)',
  ]);
});

test('a limit is broken early where only its hop can have ended some before, and nothing explains them', () => {
  const strays = (kind: 'fin' | 'rst') =>
    [13_000, 31_000, 52_000].map((atMs): SimFault => ({ atMs, hop: 'proxy', kind, count: 1 }));
  const listed = [{ ...AGE, effects: ['rst', 'fin'] as const }];
  const able = { listed, holdMs: 120_000 };
  assert.equal(outcomeOf({ ...able, faults: strays('fin') })[0], 'holds', 'or the backend');
  const [outcome, sentence] = outcomeOf({ ...able, faults: strays('rst') });
  assert.equal(outcome, 'broken-early');
  assert.match(sentence, /: 3 ended in its manner before it was due, the first at 1[12]\./);
});

test('the limit of an event is compared with the connections that were open at it', () => {
  const faults = [{ atMs: RELOAD.atMs, hop: 'proxy', kind: 'reload' } as const];
  const marks = [RELOAD];
  const of = (one: Omit<Case, 'listed' | 'marks'>) =>
    outcomeOf({ listed: [SHUTDOWN], marks, ...one });
  assert.match(of({ faults })[1], /all 20 that were open when it was due were closed on time/);
  const some = of({ faults: [{ ...faults[0]!, count: 12 }] });
  assert.match(some[1], /holds for quiet: 12 ended when it was due; 8 survived the event/);
  assert.deepEqual(of({}), [
    'not-covered',
    'proxy shutdown-timeout 20 s was not observed for quiet: 20 survived the event, perhaps on another instance',
  ]);
  assert.match(
    of({ holdMs: 30_000 })[1],
    /not due yet: 20 connections that were open at the reload/,
  );
});

for (const [why, listed, target] of [
  ['a heartbeat every 5 s restarts it in time', IDLE, { traffic: beating(5_000) }],
  [
    'TCP keep-alive restarts it in time',
    SILENT,
    { traffic: { onOpen: [], beats: [], keepaliveMs: 4_000 } },
  ],
  ['no reload happened', SHUTDOWN, {}],
  ['the other side always read', { ...IDLE, startsAt: 'stall' }, {}],
  ['is longer than this run', { ...IDLE, afterMs: 900_000 }, {}],
] as const) {
  test(`a limit is not covered, and why: ${why}`, () => {
    const { limits, notCovered, proves } = summaryOf({ listed: [listed], target });
    assert.equal(limits[0]!.outcome, 'not-covered');
    assert.match(notCovered[0]!, new RegExp(why));
    assert.ok(proves.every((sentence) => !sentence.includes('holds for')));
  });
}

test('a limit that one of two targets reached is covered', () => {
  const path = pathOf([IDLE]);
  const targets = [
    targetOf(path, { name: 'quiet', connections: 20 }),
    targetOf(path, { name: 'lively', connections: 20, traffic: beating(5_000) }),
  ];
  const scenario = scenarioOf({ path, targets });
  const { summary } = analyzedRun({ scenario, network: { seed: 5, rttMs: [5, 20] } });
  assert.deepEqual(
    summary.limits.map(({ outcome }) => outcome),
    ['holds', 'not-covered'],
  );
  assert.deepEqual(summary.notCovered, []);
  assert.match(summary.proves.at(-1)!, /idle-timeout 10 s holds for quiet/);
});
