import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { NoteRecord } from '../../journal/record.ts';
import type { Limit, Path } from '../../path/path.ts';
import type { Target } from '../../scenario/scenario.ts';
import {
  catalogued,
  heartbeat,
  hop,
  ingress,
  limit,
  pathOf,
  pod,
  slb,
  target,
} from '../../testing/explain/fixtures.ts';
import { scenarioOf } from '../../testing/scenarios.ts';
import type { World } from '../../testing/simulate.ts';
import { explainedRun } from '../../testing/swarm/explained.ts';
import { PASSES } from './all.ts';

type Fault = NonNullable<World['network']['faults']>[number];

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

/** A run in which a pass has something to say, and the changes with which it has not. */
interface Scene {
  readonly path: Path;
  /** Where it is not the path that the scenario describes. */
  readonly truth?: Path;
  readonly targets: (path: Path) => readonly Target[];
  readonly faults?: readonly Fault[];
  readonly marks?: readonly NoteRecord[];
  readonly origins?: World['network']['origins'];
  readonly heldAtHost?: boolean;
  readonly rampMs?: number;
  readonly holdMs?: number;
  /** With this instead, what would refute the pass is the case. */
  readonly refuted: Partial<Scene>;
}

const PROXIES = pathOf(
  catalogued('slb', 'haproxy', { 'timeout-client': 3 * HOUR_MS }),
  ingress({ 'proxy-read-timeout': 3 * HOUR_MS, 'worker-shutdown-timeout': 30_000 }),
  pod(),
);
const FORGETTING = pathOf(slb(3 * HOUR_MS, ['rst-on-next-packet']), pod());
const BEATS = { traffic: { beats: [heartbeat(20_000)] }, connections: 80 };
const speaking = (path: Path) => [target('wss', 'wss', path, BEATS)];
const overTcp = (path: Path) => [target('tcp', 'tcp', path, BEATS)];
const silent = (path: Path) => [target('silent', 'tcp', path, { connections: 40 })];

const BURST: Fault = { atMs: 20 * MINUTE_MS, hop: 'ingress', kind: 'fin', count: 40 };
const LOSS: Fault = { atMs: 20 * MINUTE_MS, hop: 'slb', kind: 'lose-state' };
const STRAYS = times(6, (index) => ({ ...BURST, count: 1, atMs: (8 + 5 * index) * MINUTE_MS }));

function times<T>(count: number, make: (index: number) => T): T[] {
  return Array.from({ length: count }, (_, index) => make(index));
}

function mark(atMs: number, hopId: string, event: string): NoteRecord {
  return { type: 'note', kind: 'event', atMs, label: event, hop: hopId, event, source: 'mark' };
}

function oneHop(...limits: readonly Limit[]): Path {
  return pathOf(hop('pod', 'pod', 'backend', limits));
}

/** As unlisted.ts of old: the balancer has a limit that the scenario does not list. */
function secret(path: Path, hidden: Limit): Path {
  const [client, first, ...others] = path.hops;
  return { hops: [client!, { ...first!, limits: [...first!.limits, hidden] }, ...others] };
}

const IDLE = limit('idle timeout', 60_000);
const LIFETIME = limit('maximum lifetime', 300_000, { startsAt: 'open', resetBy: 'nothing' });
const OLD = { startsAt: 'open', resetBy: 'nothing', effects: ['rst-on-next-packet'] } as const;
const FORGETFUL = limit('?', 100_000, { resetBy: 'packets', effects: ['rst-on-next-packet'] });
const ORIGINS = times(8, (index) => ({
  localAddress: '192.0.2.1',
  peer: '192.0.2.80',
  backend: `pod-${index >> 1}`,
}));

const SCENES: Readonly<Record<string, Scene>> = {
  'explained-alone': {
    path: PROXIES,
    targets: speaking,
    faults: [{ ...BURST, hop: 'pod', kind: 'close-frame' }],
    refuted: { faults: [BURST] },
  },
  // Heartbeats of 90 to 110 s: at the age of 300 s some match both limits, and others live on.
  'competing-causes': {
    path: oneHop(limit('idle timeout', 100_000), LIFETIME),
    truth: oneHop(limit('idle timeout', 100_000)),
    targets: (path) => [
      target('tcp', 'tcp', path, {
        connections: 900,
        traffic: { beats: [heartbeat(100_000, 5_000, 0.1)] },
      }),
    ],
    refuted: { truth: oneHop(limit('idle timeout', 100_000), LIFETIME) },
  },
  'one-clock': {
    path: oneHop(IDLE),
    targets: silent,
    refuted: { truth: oneHop(), faults: STRAYS.map((fault) => ({ ...fault, hop: 'pod' })) },
  },
  'first-silence': {
    path: FORGETTING,
    truth: secret(FORGETTING, FORGETFUL),
    targets: (path) => [
      target('tcp', 'tcp', path, { connections: 40, traffic: { beats: [heartbeat(300_000)] } }),
    ],
    refuted: { truth: FORGETTING, faults: [LOSS] },
  },
  'lost-at-age': {
    path: FORGETTING,
    truth: secret(FORGETTING, limit('?', 25 * MINUTE_MS, OLD)),
    targets: overTcp,
    refuted: { truth: FORGETTING, faults: [LOSS] },
  },
  'forgotten-together': {
    path: FORGETTING,
    targets: overTcp,
    faults: [LOSS],
    refuted: { truth: secret(FORGETTING, limit('?', 25 * MINUTE_MS, OLD)), faults: [] },
  },
  clusters: {
    path: PROXIES,
    targets: speaking,
    faults: [BURST],
    refuted: { faults: STRAYS },
  },
  'clock-readings': {
    path: oneHop(),
    truth: oneHop(IDLE),
    targets: silent,
    // Who speaks shows that it is the age and nothing else.
    refuted: {
      truth: oneHop(limit('age', 60_000, { startsAt: 'open', resetBy: 'nothing' })),
      targets: (path) => [target('tcp', 'tcp', path, BEATS)],
    },
  },
  'late-event': {
    path: PROXIES,
    targets: speaking,
    faults: [BURST],
    marks: [mark(18 * MINUTE_MS, 'ingress', 'reload')],
    refuted: { marks: [mark(12 * MINUTE_MS, 'ingress', 'reload')] },
  },
  'possible-event': {
    path: FORGETTING,
    targets: (path) =>
      silent(path).map((one) => {
        const { say, expect, withinMs } = heartbeat(1_000);
        return { ...one, finalProbe: { kind: 'ask', ask: { say, expect, withinMs } } };
      }),
    faults: [LOSS],
    marks: [mark(LOSS.atMs, 'slb', 'lose-state')],
    refuted: { marks: [mark(1, 'slb', 'lose-state')] },
  },
  scattered: {
    path: PROXIES,
    targets: speaking,
    faults: STRAYS,
    refuted: { faults: [BURST] },
  },
  // The hop is short of processor time: a few of its timers fire later than the limit allows, or most of them.
  stragglers: {
    path: oneHop(IDLE),
    truth: oneHop({ ...IDLE, lateMs: 540 }),
    targets: silent,
    refuted: { truth: oneHop({ ...IDLE, lateMs: 1_600 }) },
  },
  // Nothing is idle for 15 s in vain: the limit is not in force, and the burst ends any idle time.
  accidents: {
    path: pathOf(catalogued('slb', 'haproxy', { 'timeout-client': 8_000 }), ingress(), pod()),
    truth: PROXIES,
    targets: (path) => [target('wss', 'wss', path, { ...BEATS, connections: 300 })],
    faults: [{ ...BURST, count: 300 }],
    refuted: { path: PROXIES },
  },
  certainty: {
    path: oneHop(IDLE),
    targets: silent,
    refuted: { truth: oneHop(), faults: STRAYS.map((fault) => ({ ...fault, hop: 'pod' })) },
  },
  'own-host-fate': {
    path: FORGETTING,
    targets: overTcp,
    faults: [{ ...LOSS, kind: 'silence' }],
    heldAtHost: true,
    refuted: { heldAtHost: false },
  },
  'shared-fate': {
    path: PROXIES,
    targets: (path) => [...speaking(path), ...overTcp(path)],
    faults: [{ ...BURST, hop: 'slb', count: 160 }],
    refuted: { targets: speaking },
  },
  waves: {
    path: PROXIES,
    targets: speaking,
    faults: times(5, (index) => ({ ...BURST, count: 12, atMs: (14 + 4 * index) * MINUTE_MS })),
    refuted: {
      faults: [14, 16, 25, 41].map((minute) => ({ ...BURST, count: 12, atMs: minute * MINUTE_MS })),
    },
  },
  'repeated-events': {
    path: PROXIES,
    targets: (path) =>
      speaking(path).map((one) => ({
        ...one,
        onDrop: { kind: 'redial', baseMs: 1_000, maxMs: 9_000 },
      })),
    faults: [15, 30].map((minute) => ({
      atMs: minute * MINUTE_MS,
      hop: 'ingress',
      kind: 'reload',
    })),
    marks: [15, 30].map((minute) => mark(minute * MINUTE_MS, 'ingress', 'reload')),
    refuted: { faults: [{ atMs: 15 * MINUTE_MS, hop: 'ingress', kind: 'reload' }] },
  },
  'common-origin': {
    path: PROXIES,
    targets: speaking,
    origins: ORIGINS,
    faults: times(14, (index) => ({
      atMs: 15 * MINUTE_MS + index * 61_000 + ((index * 7_919) % 30_000),
      hop: 'pod',
      kind: 'fin',
      count: 1,
      of: { backend: 'pod-2' },
    })),
    refuted: { faults: STRAYS },
  },
  'spared-targets': {
    path: PROXIES,
    targets: (path) => [
      target('big', 'wss', path, BEATS),
      target('small', 'wss', path, { connections: 80, traffic: { beats: [heartbeat(120_000)] } }),
    ],
    faults: STRAYS.concat(STRAYS.map((one) => ({ ...one, atMs: one.atMs + 77_000 }))).map(
      (one) => ({ ...one, target: 'big' }),
    ),
    refuted: { faults: STRAYS },
  },
};

/** The passes that changed a group of this run. */
function passesIn({ path, truth = path, targets, origins, faults = [], ...scene }: Scene) {
  const {
    heldAtHost = false,
    marks = [],
    rampMs = 10 * MINUTE_MS,
    holdMs = 40 * MINUTE_MS,
  } = scene;
  const scenario = scenarioOf({ path, targets: targets(path), rampMs, holdMs });
  const known = origins === undefined ? {} : { origins };
  const network = { seed: 7, rttMs: [1, 3] as const, faults, path: truth, heldAtHost, ...known };
  const { groups } = explainedRun({ scenario, network }, marks);
  return groups.flatMap(({ steps }) => steps.map(({ by }) => by));
}

for (const [pass, scene] of Object.entries(SCENES))
  test(`the pass ${pass} acts where it is for, and not where it is refuted`, () => {
    const found = passesIn(scene);
    assert.ok(found.includes(pass), `only ${found}`);
    const without = passesIn({ ...scene, ...scene.refuted });
    assert.ok(!without.includes(pass), `${without}`);
  });

test('every pass has a scene of its own', () => {
  assert.deepEqual(
    Object.keys(SCENES),
    PASSES.map(({ id }) => id),
  );
});
