import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { NoteRecord } from '../../journal/record.ts';
import { catalogued, heartbeat, hop, pathOf, pod, target } from '../../testing/explain/fixtures.ts';
import { scenarioOf } from '../../testing/scenarios.ts';
import type { SimFault } from '../../testing/sim-fault.ts';
import { explainedRun } from '../../testing/swarm/explained.ts';

const MINUTE_MS = 60_000;
const PATH = pathOf(hop('gateway', 'custom', 'ingress'), pod());

/** What is said of bursts that a gateway without listed limits sends. */
function explained(faults: readonly SimFault[], marks: readonly NoteRecord[] = [], path = PATH) {
  const targets = [
    target('ws', 'ws', path, {
      connections: 60,
      traffic: { beats: [heartbeat(20_000)] },
      onDrop: { kind: 'redial', baseMs: 500, maxMs: 1_000 },
    }),
  ];
  const scenario = scenarioOf({ path, targets, rampMs: 5 * MINUTE_MS, holdMs: 90 * MINUTE_MS });
  const network = { seed: 7, rttMs: [1, 3] as const, faults, path };
  return explainedRun({ scenario, network }, marks).groups;
}

function fins(...minutes: readonly number[]): readonly SimFault[] {
  return minutes.map((minute) => ({ atMs: minute * MINUTE_MS, hop: 'gateway', kind: 'fin' }));
}

function reload(atMs: number, event = 'reload'): NoteRecord {
  return { type: 'note', kind: 'event', atMs, label: event, hop: 'gateway', event, source: 'mark' };
}

test('bursts after pauses that double are one incident, and no timer', () => {
  const groups = explained(fins(10, 12, 16, 24, 40, 72));
  assert.equal(groups.length, 1);
  const { reason, causes } = groups[0]!.explanation;
  assert.match(
    reason,
    /6 waves after pauses that double, 120\.0 to 1,920\.0 s, 60 connections each/,
  );
  assert.deepEqual(
    causes.map(({ hop: id }) => id),
    ['gateway', 'pod'],
  );
  assert.ok(explained(fins(10, 12, 15, 24, 37)).length > 1, 'these do not double');
});

test('a burst of all, some time after a reload whose delay is not listed, is that reload', () => {
  const [group] = explained(fins(30), [reload(30 * MINUTE_MS - 40_000)]);
  const { certainty, causes, reason } = group!.explanation;
  assert.equal(
    `${certainty} ${causes.map((one) => `${one.hop} ${one.setting}`)}`,
    'likely gateway reload',
  );
  assert.match(reason, /^40\.0\d? s after the event at 0:29:20: reload at gateway/);
});

test('a reload explains no burst of some, of another hop, or a long time after it', () => {
  const hops = (groups: ReturnType<typeof explained>) =>
    groups[0]!.explanation.causes.map(({ hop: id }) => id).join();
  const mark = reload(30 * MINUTE_MS - 40_000);
  assert.equal(
    hops(
      explained(
        fins(30).map((one) => ({ ...one, count: 20 })),
        [mark],
      ),
    ),
    'gateway,pod',
  );
  assert.equal(hops(explained(fins(30), [reload(25 * MINUTE_MS)])), 'gateway,pod');
  assert.equal(hops(explained(fins(30), [mark, reload(30 * MINUTE_MS - 20_000)])), 'gateway,pod');
  const two = pathOf(catalogued('slb', 'alibaba-slb'), ...PATH.hops.slice(1));
  const elsewhere = { ...mark, hop: 'slb' } as NoteRecord;
  assert.equal(hops(explained(fins(30), [elsewhere], two)), 'gateway,pod');
});
