import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { NoteRecord } from '../journal/record.ts';
import type { Path } from '../path/path.ts';
import type { Target } from '../scenario/scenario.ts';
import {
  catalogued,
  heartbeat,
  hop,
  ingress,
  limit,
  pathOf,
  pod,
  target,
} from '../testing/explain/fixtures.ts';
import { scenarioOf } from '../testing/scenarios.ts';
import type { World } from '../testing/simulate.ts';
import { explainedRun } from '../testing/swarm/explained.ts';

/** What keeps an explanation from saying more than it knows, each by a run in which it would be wrong. */
const MINUTE_MS = 60_000;

interface Night {
  readonly told: Path;
  /** Where it is not the path that the scenario describes. */
  readonly truth?: Path;
  readonly targets: readonly Target[];
  readonly holdMs: number;
  readonly rampMs?: number;
  readonly faults?: NonNullable<World['network']['faults']>;
  readonly marks?: readonly NoteRecord[];
}

function explained({ told, truth = told, targets, marks, ...night }: Night) {
  const { holdMs, rampMs = 1_000, faults = [] } = night;
  const scenario = scenarioOf({ path: told, targets, rampMs, holdMs });
  const network = { seed: 11, rttMs: [1, 3] as const, faults, path: truth };
  return explainedRun({ scenario, network }, marks);
}

function times<T>(count: number, make: (index: number) => T): T[] {
  return Array.from({ length: count }, (_, index) => make(index));
}

const GRACE = pathOf(
  catalogued('slb', 'haproxy', { 'hard-stop-after': 30_000 }),
  ingress({ 'worker-shutdown-timeout': 10_000 }),
  pod(),
);
const RELOAD_AT_MS = 30 * MINUTE_MS;
const RELOAD: NoteRecord = {
  type: 'note',
  kind: 'event',
  atMs: RELOAD_AT_MS,
  label: 'reload',
  hop: 'ingress',
  event: 'reload',
  source: 'mark',
};

/** A reload is marked; 60 connections are cut at the ingress so long after it. */
function cutAfterReload(delayMs: number) {
  const wss = target('wss', 'wss', GRACE, { traffic: { beats: [heartbeat(20_000)] } });
  const { groups } = explained({
    told: GRACE,
    targets: [wss],
    rampMs: 10 * MINUTE_MS,
    holdMs: 120 * MINUTE_MS,
    faults: [{ atMs: RELOAD_AT_MS + delayMs, hop: 'ingress', kind: 'fin', count: 60 }],
    marks: [RELOAD],
  });
  const [group, ...others] = groups;
  assert.deepEqual(others, []);
  return group!;
}

test('a burst soon after a reload, but later than its grace, follows the reload with another grace', () => {
  const { explanation, steps } = cutAfterReload(100_000);
  assert.deepEqual(
    explanation.causes.map(({ setting }) => setting),
    ['worker-shutdown-timeout'],
  );
  assert.match(explanation.reason, /a different value is in force/);
  assert.ok(steps.some(({ by }) => by === 'late-event'));
});

test('a burst many times the grace after a reload is not blamed on the reload', () => {
  const { explanation } = cutAfterReload(400_000);
  assert.doesNotMatch(explanation.reason, /worker-shutdown-timeout|after the event/);
  assert.notEqual(explanation.certainty, 'certain');
});

test('a limit that some of many stray drops match by accident is likely at most', () => {
  const lifetime = limit('maximum lifetime', 1_000_000, {
    startsAt: 'open',
    resetBy: 'nothing',
    effects: ['fin'],
  });
  const told = pathOf(hop('pod', 'pod', 'backend', [lifetime]));
  const truth = pathOf(hop('pod', 'pod', 'backend', []));
  const tcp = target('tcp', 'tcp', told, {
    connections: 500,
    traffic: { beats: [heartbeat(30_000)] },
  });
  // Strays all over the run; four of them happen to lie at the age that the limit has.
  const strays = times(240, (index) => 60_000 + index * 29_000 + ((index * 7_919) % 9_000));
  const atMs = [...strays.filter((ms) => Math.abs(ms - 1_000_000) > 15_000)].concat(
    997_000,
    999_000,
    1_001_000,
    1_003_000,
  );
  const { groups, truths } = explained({
    told,
    truth,
    targets: [tcp],
    rampMs: 500,
    holdMs: 120 * MINUTE_MS,
    faults: atMs.map((ms) => ({ atMs: ms, hop: 'pod', kind: 'fin', count: 1 })),
  });
  assert.ok(truths.every(({ setting }) => setting === 'fin'));
  const matching = groups.find(({ explanation }) =>
    explanation.causes.some(({ setting }) => setting === 'maximum lifetime'),
  );
  const { members, explanation } = matching!;
  assert.equal(members.length, 4);
  const { expectedByChance = 0 } = explanation;
  assert.ok(expectedByChance > 0.1 * 4 && expectedByChance < 1, `${expectedByChance}`);
  assert.equal(explanation.certainty, 'likely');
});

test('a hop that forgets sessions is not outlived by connections that had not sent anything since', () => {
  const lifetime = limit('maximum lifetime', 400_000, {
    startsAt: 'open',
    resetBy: 'nothing',
    effects: ['rst'],
  });
  const forgets = limit('EstablishedTimeout', 300_000, {
    resetBy: 'packets',
    effects: ['rst-on-next-packet'],
  });
  const path = pathOf(
    hop('gateway', 'custom', 'nat', [lifetime]),
    hop('slb', 'alibaba-slb', 'load-balancer', [forgets]),
    pod(),
  );
  // A first heartbeat at 385 to 425 s: those before 400 s meet a session that the balancer forgot at 300 s.
  const tcp = target('tcp', 'tcp', path, {
    connections: 300,
    traffic: { beats: [heartbeat(405_000, 5_000, 0.05)] },
  });
  const { drops, groups, truths } = explained({
    told: path,
    targets: [tcp],
    rampMs: 600_000,
    holdMs: 20 * MINUTE_MS,
  });
  const aged = new Set(truths.filter(({ hop: by }) => by === 'gateway').map(({ id }) => id));
  const wrong = groups.flatMap(({ members, explanation: { causes } }) =>
    causes.every(({ hop: by }) => by === 'gateway')
      ? members.filter((index) => !aged.has(drops[index]!.id))
      : [],
  );
  const contested = groups.filter(({ explanation }) => explanation.causes.length > 1);
  assert.ok(aged.size > 100 && drops.length - aged.size > 50, 'both kinds happen');
  assert.ok(contested.length > 0, 'some match both limits');
  assert.deepEqual(wrong, [], 'forgotten by the balancer, and laid at the gateway');
});

test('connections that a hop has forgotten did not live through what happened behind it', () => {
  const forgets = limit('session timeout', 300_000, { resetBy: 'packets', effects: ['silent'] });
  const path = pathOf(
    hop('gateway', 'custom', 'nat', [forgets]),
    catalogued('slb', 'haproxy'),
    ingress({ 'proxy-read-timeout': 240 * MINUTE_MS }),
    pod(),
  );
  const speaking = target('speaking', 'wss', path, {
    traffic: { beats: [heartbeat(20_000)] },
  });
  const silent = target('silent', 'tcp', path);
  const { groups, truths } = explained({
    told: path,
    targets: [speaking, silent],
    rampMs: 200_000,
    holdMs: 60 * MINUTE_MS,
    faults: [{ atMs: 40 * MINUTE_MS, hop: 'slb', kind: 'fin' }],
  });
  assert.ok(truths.some(({ hop: by, setting }) => by === 'slb' && setting === 'fin'));
  const burst = groups.find(({ target: name }) => name === 'speaking')!;
  const hops = burst.explanation.causes.map(({ hop: by }) => by);
  assert.ok(hops.includes('slb'), `${burst.explanation.reason}: ${hops}`);
  assert.doesNotMatch(burst.explanation.reason, /silent survived it/);
});
