import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { NoteRecord } from '../../journal/record.ts';
import type { Path } from '../../path/path.ts';
import type { Target, Threshold } from '../../scenario/scenario.ts';
import { analyzedRun } from '../../testing/analyzed-run.ts';
import { heartbeatOf, hopOf, limitOf, scenarioOf, targetOf } from '../../testing/scenarios.ts';
import type { SimFault } from '../../testing/sim-fault.ts';
import type { Summary } from '../summary/summary.ts';

const SHUTDOWN = limitOf({
  setting: 'worker-shutdown-timeout',
  afterMs: 60_000,
  resetBy: 'nothing',
  startsAt: 'event',
  event: 'reload',
});
const PATH: Path = {
  hops: [
    { ...hopOf('slb', []), endsTcp: false },
    { ...hopOf('ingress', [SHUTDOWN]), role: 'ingress', endsTcp: true },
    { ...hopOf('pod', []), role: 'backend', endsTcp: true },
  ],
};
const REDIAL = { kind: 'redial', baseMs: 1_000, maxMs: 4_000 } as const;

function targetNamed(name: string, via: readonly string[], rest: Partial<Target> = {}): Target {
  const traffic = { onOpen: [], beats: [heartbeatOf(5_000)] };
  return targetOf(PATH, { name, via, traffic, connections: 60, onDrop: REDIAL, ...rest });
}

const WEB = targetNamed('web', ['slb', 'ingress', 'pod']);
const TCP = targetNamed('tcp', ['slb', 'pod']);

const WITHIN: Threshold = {
  expression: 'recovery within 60s',
  metric: 'recovery',
  operator: '<=',
  value: 60_000,
  unit: 'ms',
  abort: false,
};

interface Case {
  readonly targets?: readonly Target[];
  readonly faults: readonly SimFault[];
  readonly marks: readonly NoteRecord[];
  readonly threshold?: Threshold;
}

/** Five minutes, in which things happen to the path. */
function summaryOf({ targets = [WEB, TCP], faults, marks, threshold = WITHIN }: Case): Summary {
  const scenario = scenarioOf({ path: PATH, targets, holdMs: 300_000 });
  const network = { seed: 9, rttMs: [5, 20] as const, faults };
  const world = { scenario: { ...scenario, thresholds: [threshold] }, network };
  return analyzedRun(world, marks).summary;
}

function mark(
  atMs: number,
  label: string,
  about: { hop?: string; event?: string } = {},
): NoteRecord {
  return { type: 'note', kind: 'event', atMs, label, source: 'mark', ...about };
}

const RELOAD = mark(100_000, 'ingress reload', { hop: 'ingress', event: 'reload' });

test('an event is charged with the drops that it caused, and with no others in its wake', () => {
  const faults: readonly SimFault[] = [
    { atMs: 100_000, hop: 'pod', kind: 'fin', count: 10, target: 'tcp' },
    ...[103_000, 109_000, 117_000, 131_000].map(
      (atMs): SimFault => ({ atMs, hop: 'slb', kind: 'rst', count: 2, target: 'tcp' }),
    ),
  ];
  const marks = [mark(100_000, 'fin at backend, 10 connections', { hop: 'pod', event: 'fin' })];
  const { events, targets } = summaryOf({ faults, marks });
  assert.equal(
    targets.reduce((sum, { dropped }) => sum + dropped, 0),
    18,
  );
  const { recovery } = events[0]!;
  assert.deepEqual([recovery!.dropped, recovery!.possible, recovery!.back], [10, 0, 10]);
});

test('a reload is not charged with connections that pass no ingress, and the threshold follows', () => {
  const lost = targetNamed('tcp', ['slb', 'pod'], { onDrop: { kind: 'leave' } });
  const faults = [
    { atMs: 100_000, hop: 'ingress', kind: 'reload', count: 20, target: 'web' },
    { atMs: 104_000, hop: 'pod', kind: 'fin', count: 50, target: 'tcp' },
  ] as const;
  const { events, thresholds } = summaryOf({ targets: [WEB, lost], faults, marks: [RELOAD] });
  const { dropped, missing, dials } = events[0]!.recovery!;
  assert.deepEqual([dropped, missing, dials], [20, 0, 20]);
  const { ok, detail } = thresholds[0]!;
  // The workers end after 60 s, and the last redial comes up to 4 s later.
  assert.equal(ok, false);
  assert.match(detail, /^6[0-9](\.\d)? s, 20 dropped after 1 event$/);
});

test('an event that cost nothing is recovered from at once, whatever else dropped after it', () => {
  const faults = [{ atMs: 104_000, hop: 'pod', kind: 'fin', count: 50, target: 'tcp' } as const];
  const { events, thresholds } = summaryOf({ faults, marks: [RELOAD] });
  assert.equal(events[0]!.recovery, null);
  assert.deepEqual(
    [thresholds[0]!.ok, thresholds[0]!.detail],
    [true, 'nothing dropped after 1 event'],
  );
});

test('what a reload ends a minute later is its own, though another event lies between', () => {
  const faults = [
    { atMs: 100_000, hop: 'ingress', kind: 'reload', count: 20, target: 'web' },
    { atMs: 130_000, hop: 'pod', kind: 'fin', count: 10, target: 'tcp' },
  ] as const;
  const marks = [RELOAD, mark(130_000, 'pod closes', { hop: 'pod', event: 'fin' })];
  const { events } = summaryOf({ faults, marks });
  assert.deepEqual(
    events.map(({ recovery }) => recovery?.dropped),
    [20, 10],
  );
});

test('each of several reloads is charged with its own drops', () => {
  const at = [40_000, 110_000, 180_000];
  const faults = at.map(
    (atMs, index): SimFault => ({
      atMs,
      hop: 'ingress',
      kind: 'reload',
      count: 4 + index,
      target: 'web',
    }),
  );
  const marks = at.map((atMs) => ({ ...RELOAD, atMs }));
  const { events, dropGroups } = summaryOf({ faults, marks });
  assert.equal(dropGroups.length, 1);
  assert.deepEqual(
    events.map(({ recovery }) => recovery?.dropped),
    [4, 5, 6],
  );
});

test('one that never comes back is missing, and is waited for to the end of the run', () => {
  const lost = targetNamed('tcp', ['slb', 'pod'], { onDrop: { kind: 'leave' } });
  const faults = [{ atMs: 100_000, hop: 'pod', kind: 'fin', count: 10, target: 'tcp' } as const];
  const marks = [mark(100_000, 'pod closes', { hop: 'pod', event: 'fin' })];
  const { events, thresholds } = summaryOf({ targets: [lost], faults, marks });
  const { back, missing, recoveryMs, dials } = events[0]!.recovery!;
  assert.deepEqual([back, missing, recoveryMs, dials], [0, 10, null, 0]);
  assert.match(thresholds[0]!.detail, /10 dropped after 1 event, 10 not back after 20\d s/);
});

test('a mark that does not say what happened may have caused what no clock or other event explains', () => {
  const faults = [
    { atMs: 104_000, hop: 'pod', kind: 'fin', count: 7, target: 'tcp' },
    { atMs: 280_000, hop: 'pod', kind: 'fin', count: 3, target: 'tcp' },
  ] as const;
  const { events } = summaryOf({ faults, marks: [mark(100_000, 'deployed')] });
  const { dropped, possible, back } = events[0]!.recovery!;
  assert.deepEqual([dropped, possible, back], [7, 7, 7]);
  const elsewhere = summaryOf({ faults, marks: [mark(100_000, 'new rules', { hop: 'ingress' })] });
  assert.equal(elsewhere.events[0]!.recovery, null);
});

test('a threshold on one target counts the drops and dials of that target only', () => {
  const lost = targetNamed('tcp', ['slb', 'pod'], { onDrop: { kind: 'leave' } });
  const faults = [{ atMs: 100_000, hop: 'pod', kind: 'fin' } as const];
  const marks = [mark(100_000, 'pods close', { hop: 'pod', event: 'fin' })];
  const threshold = { ...WITHIN, target: 'web' };
  const { thresholds, events } = summaryOf({ targets: [WEB, lost], faults, marks, threshold });
  assert.equal(events[0]!.recovery!.missing, 60);
  assert.equal(thresholds[0]!.ok, true);
  assert.match(thresholds[0]!.detail, /60 dropped after 1 event$/);
});
