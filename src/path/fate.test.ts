import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  conntrack,
  heartbeat,
  hop,
  ingress,
  limit,
  pathOf,
  pod,
  slb,
  target,
} from '../testing/explain/fixtures.ts';
import { type Fate, fateOf, fatesOn } from './fate.ts';
import type { Hop, Limit } from './path.ts';
import { type WayTraffic, wayOf } from './way.ts';

const HOLD_MS = 3_600_000;

/** What the only limit of a hop in front of a backend does. */
function fateAlone(own: Partial<Limit>, traffic: Partial<WayTraffic> = {}, holdMs = HOLD_MS): Fate {
  const one = limit('idle', 900_000, { earlyMs: 0, lateMs: 0, ...own });
  const path = pathOf(hop('front', 'custom', 'load-balancer', [one]));
  const way = wayOf(path, target('a', 'tcp', path));
  return fateOf(way.timers[0]!, { beats: [], ...traffic }, { holdMs });
}

function fates(
  hops: readonly Hop[],
  traffic: Partial<WayTraffic>,
): Readonly<Record<string, string>> {
  const path = pathOf(...hops);
  const way = wayOf(path, { ...target('a', 'wss', path), traffic: { beats: [], ...traffic } });
  return Object.fromEntries(
    fatesOn(way, { holdMs: HOLD_MS }).map((one) => [
      `${one.hop.id} ${one.limit.setting}`,
      one.fate.kind,
    ]),
  );
}

test('a clock of packets hears TCP keep-alive, a clock of bytes does not', () => {
  const traffic = { keepaliveMs: 60_000 };
  assert.deepEqual(fateAlone({ resetBy: 'packets', effects: ['rst'] }, traffic), {
    kind: 'restarted',
    by: 'keepalive',
    everyMs: 60_000,
  });
  assert.equal(fateAlone({ resetBy: 'bytes' }, traffic).kind, 'ends');
});

test('keep-alive restarts clocks up to the first hop that terminates TCP, and none behind it', () => {
  const table = 'node nf_conntrack_tcp_timeout_established';
  const rest = [ingress({ 'proxy-read-timeout': 86_400_000 }), pod()];
  const traffic = { keepaliveMs: 60_000 };
  assert.equal(fates([conntrack(900_000), ...rest], traffic)[table], 'restarted');
  assert.equal(fates([rest[0]!, conntrack(900_000), rest[1]!], traffic)[table], 'ends');
});

test('where nobody knows whether a balancer terminates TCP, nobody knows how far keep-alive gets', () => {
  const front = slb(1_800_000, ['fin', 'rst'], 'front');
  const behind = slb(900_000, ['rst'], 'behind');
  const found = fates([front, behind], { keepaliveMs: 60_000 });
  assert.equal(found['behind EstablishedTimeout'], 'may-end');
  assert.equal(found['front EstablishedTimeout'], 'restarted');
});

test('a heartbeat without an answer restarts no clock towards the client', () => {
  const mute = { ...heartbeat(30_000), expect: { kind: 'none' } } as const;
  assert.equal(fateAlone({ resetBy: 'bytes' }, { beats: [mute] }).kind, 'restarted');
  assert.equal(fateAlone({ resetBy: 'bytes-to-backend' }, { beats: [mute] }).kind, 'restarted');
  assert.equal(fateAlone({ resetBy: 'bytes-to-client' }, { beats: [mute] }).kind, 'ends');
});

test('jitter makes the longest pause longer, and then the limit may close it', () => {
  assert.equal(fateAlone({}, { beats: [heartbeat(800_000)] }).kind, 'restarted');
  assert.equal(fateAlone({}, { beats: [heartbeat(800_000, 5_000, 0.2)] }).kind, 'may-end');
  assert.equal(fateAlone({}, { beats: [heartbeat(1_200_000, 5_000, 0.1)] }).kind, 'ends');
});

test('two slow heartbeats that interleave may keep a limit away, or not', () => {
  const beats = [heartbeat(1_200_000), heartbeat(1_200_000)];
  assert.equal(fateAlone({}, { beats }).kind, 'may-end');
  assert.equal(fateAlone({ afterMs: 300_000 }, { beats }).kind, 'ends');
});

test('a hold that ends before the limit does not reach it; one that ends within its error may', () => {
  assert.equal(fateAlone({}, {}, 900_000).kind, 'beyond');
  assert.equal(fateAlone({}, {}, 900_001).kind, 'ends');
  assert.equal(fateAlone({ earlyMs: 1_000, lateMs: 2_000 }, {}, 900_000).kind, 'may-end');
});

test('the window of a limit is that of its clock, and a heartbeat begins it anew', () => {
  const errors = { earlyMs: 1_000, lateMs: 2_000 };
  assert.deepEqual(fateAlone(errors), { kind: 'ends', firstMs: 899_000, lastMs: 902_000 });
  assert.deepEqual(fateAlone(errors, { beats: [heartbeat(1_000_000)] }), {
    kind: 'ends',
    firstMs: 899_000,
    lastMs: 1_902_100,
  });
});

test('an age is beyond the help of traffic', () => {
  const traffic = { beats: [heartbeat(1_000)], keepaliveMs: 1_000 };
  assert.equal(fateAlone({ startsAt: 'open', resetBy: 'nothing' }, traffic).kind, 'ends');
});

test('a limit after an event waits for it, and closes what is open then', () => {
  const path = pathOf(ingress({ 'worker-shutdown-timeout': 60_000 }), pod());
  const way = wayOf(path, target('a', 'wss', path));
  const timer = way.timers.find(({ limit: { event } }) => event === 'reload')!;
  const at = (hitsAll: boolean) =>
    fateOf(timer, way.target.traffic, {
      holdMs: HOLD_MS,
      events: [{ hop: 'ingress', event: 'reload', atMs: 10_000, hitsAll }],
    });
  assert.deepEqual(fateOf(timer, way.target.traffic, { holdMs: HOLD_MS }), {
    kind: 'waits',
    for: 'reload',
  });
  assert.equal(at(true).kind, 'ends');
  assert.equal(at(false).kind, 'may-end');
  const { afterMs, earlyMs, lateMs } = timer.limit;
  assert.deepEqual(at(true), {
    kind: 'ends',
    on: 'reload',
    firstMs: 10_000 + afterMs - earlyMs,
    lastMs: 10_000 + afterMs + lateMs,
  });
});

test('what comes after a certain end comes later', () => {
  const found = fates(
    [slb(60_000, ['rst']), ingress({ 'proxy-read-timeout': 600_000 }), pod()],
    {},
  );
  assert.equal(found['slb EstablishedTimeout'], 'ends');
  assert.equal(found['ingress proxy-read-timeout'], 'preceded');
});

test('a listener update surely starts what waits for it, and a reload perhaps', () => {
  const drain = limit('drain', 60_000, {
    startsAt: 'event',
    event: 'listener-update',
    resetBy: 'nothing',
    earlyMs: 0,
  });
  const path = pathOf({ id: 'gateway', kind: 'envoy', role: 'ingress', limits: [drain] }, pod());
  const fateAfter = (event: 'reload' | 'listener-update' | 'shutdown') => {
    const events = [{ hop: 'gateway', event, atMs: 1_000, hitsAll: true }];
    const way = wayOf(path, target('a', 'wss', path));
    return fatesOn(way, { holdMs: 3_600_000, events })[0]!.fate;
  };
  assert.equal(fateAfter('listener-update').kind, 'ends');
  const { kind, why } = fateAfter('reload') as { kind: string; why?: string };
  assert.deepEqual([kind, why], ['may-end', 'event']);
  assert.equal(fateAfter('shutdown').kind, 'waits');
});

test('several heartbeats may fill the first pauses, and then the sure one comes later', () => {
  const beats = [heartbeat(18_000), heartbeat(55_000), { ...heartbeat(55_000), jitter: 0.1 }];
  const timed = { afterMs: 7_000, lateMs: 600 };
  // 18 s leave no pause of 7.6 s while both others fall into the first two of them.
  assert.deepEqual(fateAlone(timed, { beats }), { kind: 'ends', firstMs: 7_000, lastMs: 46_200 });
  const [only] = beats;
  const alone = fateAlone(timed, { beats: [only!] });
  assert.deepEqual(alone, { kind: 'ends', firstMs: 7_000, lastMs: 25_700 });
});
