import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Prng } from '../base/prng.ts';
import {
  BARE,
  catalogued,
  conntrack,
  FIN,
  heartbeat,
  hop,
  ingress,
  limit,
  ORDERLY,
  pathOf,
  pod,
  provokedDrop,
  RST,
  silentDrop,
  slb,
  talkingDrop,
  target,
  world,
} from '../testing/explain/fixtures.ts';
import type { Drop, ExplainContext, ExplainedGroup } from './drop.ts';
import { explainDrops } from './explain-drops.ts';

/** Cases that people fought with in public, by their issue; those that concern the cause of drops. */
const HOUR = 3_600_000;
const PATH = pathOf(slb(900_000, ['rst']), ingress({ 'proxy-read-timeout': HOUR }), pod());
const SILENT = target('silent', 'wss', PATH);
const BEATING = target('beating', 'wss', PATH, { traffic: { beats: [heartbeat(30_000)] } });

function many(count: number, make: (index: number, prng: Prng) => Drop): Drop[] {
  const prng = new Prng(count);
  return Array.from({ length: count }, (_, index) => make(index, prng));
}

function burst(atMs: number, count: number, rest: Partial<Drop> = {}): Drop[] {
  return many(count, (_, prng) =>
    talkingDrop(prng.between(400_000, 2_000_000), prng.between(0, 30_000), {
      ending: BARE,
      atMs: atMs + prng.between(0, 60),
      ...rest,
    }),
  );
}

function explained(drops: readonly Drop[], context: ExplainContext): ExplainedGroup {
  const groups = explainDrops(drops, { durationMs: 3 * HOUR, openAt: () => 500, ...context });
  assert.equal(groups.length, 1, groups.map(({ explanation }) => explanation.reason).join('\n'));
  return groups[0]!;
}

function hopsOf({ explanation }: ExplainedGroup): string[] {
  return [...new Set(explanation.causes.map((cause) => cause.hop))];
}

const reload = (atMs: number) => ({ atMs, label: 'reload', hop: 'ingress', event: 'reload' });

test('ingress-nginx #2917: idle WebSockets closed after a minute are the default read timeout, not the configured one', () => {
  const group = explained(
    many(80, (i) => silentDrop(59_950 + i, { ending: ORDERLY, atMs: 80_000 + i * 3_000 })),
    world(PATH, SILENT),
  );
  assert.equal(hopsOf(group)[0], 'ingress');
  assert.match(
    group.explanation.reason,
    /60\.0 s.*no configured setting has it.*nginx and what is built on it/,
  );
});

test('ingress-nginx #5167: 60 s in front of a long read timeout names the balancer that nobody listed', () => {
  const group = explained(
    many(80, (i) => silentDrop(60_010 + i, { ending: BARE, atMs: 80_000 + i * 3_000 })),
    world(PATH, SILENT),
  );
  assert.match(group.explanation.reason, /AWS Classic Load Balancer [^:]*: 60 s by default/);
  assert.equal(group.explanation.certainty, 'possible');
});

test('ingress-nginx #5539: 1006 at exactly 100 s is hinted at a CDN', () => {
  const group = explained(
    many(40, (i) => silentDrop(100_050 + i * 3, { ending: BARE, atMs: 120_000 + i * 7_000 })),
    world(PATH, SILENT),
  );
  assert.match(
    group.explanation.reason,
    /Cloudflare proxy \(WebSocket idle\), not verified: 100 s by default/,
  );
});

test('ingress-nginx #5830: 15 minutes with a RST at once and with one on our write are told apart', () => {
  const atOnce = explained(
    many(40, (i) => silentDrop(900_010 + i, { ending: RST, atMs: 1_000_000 + i * 9_000 })),
    world(PATH, SILENT),
  );
  assert.equal(atOnce.explanation.certainty, 'certain');
  assert.equal(atOnce.explanation.causes[0]?.setting, 'EstablishedTimeout');
  const ipvs = pathOf(catalogued('ipvs', 'conntrack', { 'established-timeout': 900_000 }), pod());
  const beats = target('t', 'tcp', ipvs, { traffic: { beats: [heartbeat(1_000_000)] } });
  const onWrite = explained(
    many(200, (i) => provokedDrop(1_000_003, 1_000_000, { atMs: 1_100_000 + i * 9_000 })),
    world(ipvs, beats),
  );
  assert.equal(onWrite.explanation.certainty, 'certain');
  assert.deepEqual(hopsOf(onWrite), ['ipvs']);
});

test('ingress-nginx #8977: live WebSockets that die four minutes after a change of any Ingress are its reload', () => {
  const group = explained(
    burst(1_840_180, 300),
    world(PATH, BEATING, { events: [reload(1_600_000)] }),
  );
  assert.equal(group.explanation.certainty, 'certain');
  assert.equal(group.explanation.causes[0]?.setting, 'worker-shutdown-timeout');
});

test('ingress-nginx #9516: a delay that is not the configured one is named, with its spread over reloads', () => {
  const path = pathOf(slb(900_000, ['rst']), ingress({ 'worker-shutdown-timeout': 10_000 }), pod());
  const beating = target('beating', 'wss', path, { traffic: { beats: [heartbeat(30_000)] } });
  const events = [reload(2_000_000), reload(4_000_000), reload(6_000_000)];
  const drops = [...burst(2_026_000, 40), ...burst(4_029_000, 40), ...burst(6_032_000, 40)];
  const group = explained(drops, world(path, beating, { events }));
  assert.equal(group.explanation.certainty, 'likely');
  assert.match(
    group.explanation.reason,
    /^26\.0 to 32\.\d s after each of 3 events: worker-shutdown-timeout 10 s of ingress does not match the observed delay/,
  );
});

test('gameserver-ingress-controller #21: waves every four minutes are one finding with its period', () => {
  const drops = Array.from({ length: 12 }, (_, wave) =>
    burst(1_000_000 + wave * 240_000, 20 + wave),
  ).flat();
  const group = explained(drops, world(PATH, BEATING));
  assert.match(group.explanation.reason, /12 waves, one every (239\.9|240\.0)( to 240\.\d)? s/);
  assert.deepEqual(hopsOf(group), ['ingress']);
});

test('nginx-gateway-fabric #5524: no close frame, one moment, heartbeats flowing: a reload, not a timeout', () => {
  const group = explained(burst(5_000_000, 60), world(PATH, BEATING));
  assert.equal(group.axis, 'wall');
  assert.equal(group.explanation.certainty, 'likely');
  assert.deepEqual(hopsOf(group), ['ingress']);
  assert.match(group.explanation.reason, /no timer does this/);
});

test('ingress-nginx #11515: a rollout of the ingress drains as a reload does', () => {
  const shutdown = { atMs: 1_600_000, label: 'rollout', hop: 'ingress', event: 'shutdown' };
  const group = explained(burst(1_840_180, 300), world(PATH, BEATING, { events: [shutdown] }));
  assert.equal(group.explanation.certainty, 'certain');
  assert.equal(group.explanation.causes[0]?.setting, 'worker-shutdown-timeout');
});

test('kubernetes-ingress #715: a timer that our pings do not refresh is found on the other direction', () => {
  const upstream = limit('proxy_read_timeout', 60_000, {
    resetBy: 'bytes-to-client',
    effects: ['close-notify'],
    earlyMs: 320,
  });
  const path = pathOf(hop('nic', 'custom', 'ingress', [upstream]), pod());
  const pings = target('pings', 'wss', path, {
    traffic: { beats: [{ ...heartbeat(10_000), say: { kind: 'ping' }, expect: { kind: 'none' } }] },
  });
  const drops = many(40, (i) =>
    silentDrop(300_000 + i * 1_000, {
      ending: ORDERLY,
      sinceReceivedMs: 60_005,
      sinceSentMs: i * 200,
      atMs: 400_000 + i * 9_000,
    }),
  );
  const group = explained(drops, world(path, pings));
  assert.deepEqual(hopsOf(group), ['nic']);
  assert.notEqual(group.explanation.certainty, 'possible');
});

test('gameweaver #87: an end at five hours in spite of answered pings is a maximum age', () => {
  const drops = many(60, (i, prng) =>
    talkingDrop(5 * HOUR + prng.between(0, 700), prng.between(0, 30_000), {
      ending: BARE,
      atMs: 5 * HOUR + 60_000 + i * 9_000,
    }),
  );
  const group = explained(drops, { ...world(PATH, BEATING), durationMs: 8 * HOUR });
  assert.equal(group.axis, 'age');
  assert.match(group.explanation.reason, /^a consistent maximum age of 18,000\.\d/);
});

test('ingress-nginx #5695: a session that an unlisted balancer forgot is found late, by our own write', () => {
  const path = pathOf(catalogued('nlb', 'custom'), pod());
  const beats = target('beats', 'tcp', path, { traffic: { beats: [heartbeat(400_000)] } });
  const drops = many(50, (i) => provokedDrop(400_003, 400_000, { atMs: 500_000 + i * 9_000 }));
  const group = explained(drops, world(path, beats));
  assert.equal(group.explanation.certainty, 'possible');
  assert.match(
    group.explanation.reason,
    /found by our own packet after a first silence of 400\.0 s.*AWS Network Load Balancer [^:]*: 350 s/,
  );
});

test('ingress-nginx #8989: TCP through the ingress that ends at 600 s is hinted at proxy-stream-timeout', () => {
  const path = pathOf(slb(900_000, ['rst']), hop('ingress', 'ingress-nginx', 'ingress'), pod());
  const tcp = target('tcp', 'tcp', path, { via: ['slb', 'ingress', 'pod'] });
  const group = explained(
    many(50, (i) => silentDrop(600_002 + i, { atMs: 700_000 + i * 9_000 })),
    world(path, tcp),
  );
  assert.match(
    group.explanation.reason,
    /nginx and what is built on it [^:]*proxy-stream-timeout[^:]*\): 600 s by default/,
  );
  assert.equal(hopsOf(group)[0], 'ingress');
});

test('cloud-provider-alibaba-cloud #291: behind 900 s of the SLB a read timeout of 10800 s is never blamed', () => {
  const path = pathOf(slb(900_000, ['rst']), ingress({ 'proxy-read-timeout': 3 * HOUR }), pod());
  const group = explained(
    many(300, (i) => silentDrop(900_000 + (i % 50), { ending: RST, atMs: 1_000_000 + i * 90 })),
    world(path, target('t', 'wss', path)),
  );
  assert.deepEqual(
    group.explanation.causes.map(({ hop: id, configuredMs }) => [id, configuredMs]),
    [['slb', 900_000]],
  );
});

test('cloud-provider-alibaba-cloud #485: a removed backend is dated by the last success and named by its event', () => {
  const path = pathOf(slb(900_000, ['rst']), pod());
  const beats = target('t', 'tcp', path, { traffic: { beats: [heartbeat(30_000)] } });
  const drops = many(60, (i) => provokedDrop(900_000 + i, 30_000, { atMs: 2_000_000 + i * 500 }));
  const events = [
    { atMs: 1_999_800, label: 'endpoint removed', hop: 'slb', event: 'backend-removed' },
  ];
  const group = explained(drops, world(path, beats, { events }));
  assert.deepEqual(group.explanation.causes, [{ hop: 'slb', setting: 'backend-removed' }]);
  assert.match(group.explanation.reason, /lost at one time/);
});

test('kube-router #521: IPVS that forgets after 900 s is the session timeout, and no reset out of the blue', () => {
  const path = pathOf(conntrack(900_000), pod());
  const beats = target('t', 'tcp', path, { traffic: { beats: [heartbeat(1_200_000)] } });
  const group = explained(
    many(30, (i) => provokedDrop(1_200_003, 1_200_000, { atMs: 1_300_000 + i * 9_000 })),
    world(path, beats),
  );
  assert.equal(group.explanation.causes[0]?.setting, 'nf_conntrack_tcp_timeout_established');
});

test('AKS #1052: half-open connections after an upgrade of the balancer are one loss, dated before they were noticed', () => {
  const path = pathOf(slb(900_000, ['silent']), pod());
  const beats = target('t', 'tcp', path, { traffic: { beats: [heartbeat(60_000)] } });
  const drops = many(60, (i) =>
    silentDrop(900_000 + i, {
      atMs: 2_005_000 + i * 1_000,
      ending: {
        kind: 'blackhole',
        noticedBy: 'reply-timeout',
        kernel: { sendQueue: 48, receiveQueue: 0, retransmits: 4 },
      },
      sinceSentMs: 5_000,
      sinceReceivedMs: 65_000,
      quietBeforeLastWriteMs: 60_000,
    }),
  );
  const group = explained(drops, world(path, beats));
  assert.equal(group.axis, 'wall');
  assert.ok(
    group.toMs <= 2_000_000 && group.toMs - group.fromMs <= 1_001,
    `${group.fromMs} to ${group.toMs}`,
  );
});

test('haproxy #2280: without timeout tunnel the client timeout of 30 s wins and is named', () => {
  const path = pathOf(
    catalogued('lb', 'haproxy', { 'timeout-client': 30_000, 'timeout-server': 60_000 }),
    pod(),
  );
  const group = explained(
    many(50, (i) => silentDrop(29_990 + i / 10, { atMs: 60_000 + i * 9_000, ending: FIN })),
    world(path, target('t', 'tcp', path)),
  );
  assert.equal(group.explanation.causes[0]?.setting, 'timeout client');
  assert.equal(group.explanation.certainty, 'certain');
});

test('envoy #20062: an absolute 15 s with traffic and an idle 300 s without are two findings of two kinds', () => {
  const route = explained(
    many(50, (i, prng) =>
      talkingDrop(15_000 + prng.between(0, 90), prng.between(0, 4_000), {
        atMs: 60_000 + i * 9_000,
        ending: ORDERLY,
      }),
    ),
    world(PATH, target('beats', 'wss', PATH, { traffic: { beats: [heartbeat(5_000)] } })),
  );
  assert.equal(route.axis, 'age');
  assert.match(route.explanation.reason, /Envoy \(route timeout\)/);
  const idle = explained(
    many(50, (i) => silentDrop(300_010 + i, { atMs: 400_000 + i * 9_000, ending: ORDERLY })),
    world(PATH, SILENT),
  );
  assert.equal(idle.axis, 'idle');
  assert.match(idle.explanation.reason, /Envoy and what is built on it \(stream_idle_timeout/);
});

test('hive #5090: flaps that are all 1006 become reloads by their moments, and a balancer by its lifetime', () => {
  const reloads = [...burst(1_000_000, 30), ...burst(1_047_000, 30), ...burst(1_131_000, 30)];
  const lifetime = many(40, (i, prng) =>
    silentDrop(300_000 + prng.between(0, 90), {
      target: 1,
      ending: BARE,
      atMs: 2_000_000 + i * 7_000,
    }),
  );
  const context = {
    ...world(PATH, BEATING),
    targets: [BEATING, SILENT],
    durationMs: 3 * HOUR,
    openAt: () => 500,
  };
  const groups = explainDrops([...reloads, ...lifetime], context);
  assert.deepEqual(groups.map(({ axis }) => axis).sort(), ['idle', 'wall', 'wall', 'wall']);
  assert.match(
    groups.find(({ axis }) => axis === 'idle')!.explanation.reason,
    /Oracle Cloud Load Balancer [^:]*: 300 s/,
  );
});
