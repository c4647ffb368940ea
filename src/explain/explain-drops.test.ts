import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Prng } from '../base/prng.ts';
import {
  BARE,
  catalogued,
  FIN,
  heartbeat,
  ingress,
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
import type { Drop, ExplainContext } from './drop.ts';
import { explainDrops } from './explain-drops.ts';

const HOUR = 3_600_000;
const PATH = pathOf(slb(900_000, ['rst']), ingress({ 'proxy-read-timeout': 3 * HOUR }), pod());
const WSS = target('wss', 'wss', PATH, { traffic: { beats: [heartbeat(30_000)] } });
const RELOAD = { atMs: 8_580_000, label: 'reload', hop: 'ingress', event: 'reload' };

function times<T>(count: number, make: (index: number) => T): T[] {
  return Array.from({ length: count }, (_, index) => make(index));
}

function at(atMs: number, idleMs: number, rest: Partial<Drop> = {}): Drop {
  return talkingDrop(atMs - 60_000, idleMs, { atMs, ...rest });
}

/** A burst over `lastMs`, with idle times as a heartbeat of 30 s leaves them. */
function burst(count: number, fromMs: number, lastMs: number, rest: Partial<Drop> = {}): Drop[] {
  const prng = new Prng(count + fromMs);
  return times(count, () => {
    const atMs = fromMs + prng.between(0, lastMs);
    return talkingDrop(prng.between(HOUR, 2 * HOUR), prng.between(0, 30_000), {
      ending: BARE,
      atMs,
      ...rest,
    });
  });
}

function three(context: ExplainContext): ExplainContext {
  return { ...context, durationMs: 3 * HOUR, openAt: () => 1_000 };
}

function only(drops: readonly Drop[], context: ExplainContext) {
  const groups = explainDrops(drops, context);
  assert.equal(groups.length, 1, JSON.stringify(groups, null, 1));
  return groups[0]!;
}

test('explainDrops() gives every drop to exactly one group', () => {
  const drops = [
    ...burst(50, 500_000, 900),
    ...times(30, (i) => at(i * 200_000 + 70_000, i * 31, { ending: RST })),
  ];
  const groups = explainDrops(drops, three(world(PATH, WSS)));
  const members = groups.flatMap((group) => group.members).sort((a, b) => a - b);
  assert.deepEqual(
    members,
    times(80, (index) => index),
  );
});

test('explainDrops() is certain of an idle timeout that many connections show one by one', () => {
  const silent = target('silent', 'tcp', PATH);
  const drops = times(600, (i) =>
    silentDrop(900_000 + (i % 60), { ending: RST, atMs: 960_000 + i * 900 }),
  );
  const group = only(drops, three(world(PATH, silent)));
  assert.equal(group.explanation.certainty, 'certain');
  assert.deepEqual(group.explanation.causes, [
    { hop: 'slb', setting: 'EstablishedTimeout', configuredMs: 900_000, observedMs: 900_029.5 },
  ]);
  assert.equal(group.axis, 'idle');
  assert.equal(
    group.explanation.reason,
    'idle 900.0 to 900.1 s: EstablishedTimeout 900 s of slb matches in timing and manner; nothing else does; 600 of 600 match; chance would explain fewer than 0.01',
  );
});

test('explainDrops() is certain of a reload whose delay a burst of any idle time shows', () => {
  const drops = burst(700, 8_820_140, 80);
  const group = only(drops, three(world(PATH, WSS, { events: [RELOAD] })));
  assert.equal(group.explanation.certainty, 'certain');
  assert.equal(group.explanation.causes[0]?.setting, 'worker-shutdown-timeout');
  assert.equal(group.explanation.causes[0]?.configuredMs, 240_000);
  assert.equal(group.axis, 'wall');
  assert.match(group.explanation.reason, /^240\.\d to 240\.2 s after the event at 2:23:00/);
});

test('explainDrops() takes a reload whose event has no kind as likely only', () => {
  const marks = [{ atMs: RELOAD.atMs, label: 'kubectl apply' }];
  const group = only(burst(700, 8_820_140, 80), three(world(PATH, WSS, { events: marks })));
  assert.equal(group.explanation.certainty, 'likely');
});

test('explainDrops() keeps no idle match that came by accident within a burst', () => {
  const path = pathOf(catalogued('slb', 'haproxy', { 'timeout-client': 15_000 }), ingress(), pod());
  const one = target('t', 'wss', path, { traffic: { beats: [heartbeat(30_000)] } });
  const drops = burst(400, 1_000_000, 200);
  const group = only(drops, three(world(path, one)));
  assert.deepEqual(
    group.explanation.causes.map(({ hop }) => hop),
    ['slb', 'ingress'],
  );
  assert.equal(group.explanation.certainty, 'possible');
});

test('explainDrops() takes a burst for no maximum age when the ages lie too far apart', () => {
  const path = pathOf(slb(900_000, ['rst']), pod({ 'max-age': 3 * HOUR }));
  const one = target('t', 'tcp', path, { traffic: { beats: [heartbeat(30_000)] } });
  const drops = times(40, (i) =>
    talkingDrop(3 * HOUR + (i - 20) * 2_000, i * 700, { atMs: 11_000_000 + i * 4 }),
  );
  const [group] = explainDrops(drops, { ...world(path, one), durationMs: 4 * HOUR });
  assert.ok(group!.members.length >= 38, 'those within the error of the timer may stay');
  assert.notEqual(group!.explanation.causes[0]?.setting, 'maximum age of the application');
  assert.match(group!.explanation.reason, /no timer does this/);
});

test('explainDrops() sees an ingress by those whom it does not carry', () => {
  const path = pathOf(catalogued('slb', 'haproxy'), ingress(), pod());
  const wss = target('wss', 'wss', path, { traffic: { beats: [heartbeat(30_000)] } });
  const tcp = target('tcp', 'tcp', path, { traffic: { beats: [heartbeat(30_000)] } });
  const context = { ...three(world(path, wss)), targets: [wss, tcp] };
  const onlyWss = only(burst(100, 1_000_000, 100), context);
  assert.deepEqual(
    onlyWss.explanation.causes.map(({ hop }) => hop),
    ['ingress'],
  );
  assert.equal(onlyWss.explanation.certainty, 'likely');
  assert.match(onlyWss.explanation.reason, /tcp survived it/);

  const both = explainDrops(
    [...burst(100, 1_000_000, 100), ...burst(100, 1_000_010, 100, { target: 1, ending: FIN })],
    context,
  );
  assert.equal(both.length, 2);
  for (const { explanation } of both) {
    assert.deepEqual(
      explanation.causes.map(({ hop }) => hop),
      ['slb'],
    );
    assert.match(explanation.reason, /dropped together/);
  }

  const onlyTcp = only(burst(100, 1_000_000, 100, { target: 1, ending: FIN }), context);
  assert.deepEqual(
    onlyTcp.explanation.causes.map(({ hop }) => hop),
    ['pod'],
  );
});

test('explainDrops() dates a lost session by the last success, over a heartbeat period', () => {
  const drops = times(90, (i) =>
    provokedDrop(2_000_000 + i * 10, 30_000, { atMs: 5_000_000 + i * 330 }),
  );
  const path = pathOf(slb(900_000, ['rst-on-next-packet']), pod());
  const one = target('t', 'tcp', path, { traffic: { beats: [heartbeat(30_000)] } });
  const group = only(drops, three(world(path, one)));
  assert.equal(group.axis, 'wall');
  assert.ok(
    group.fromMs > 4_999_000 && group.toMs <= 5_000_003,
    `${group.fromMs} to ${group.toMs}`,
  );
  assert.equal(group.explanation.certainty, 'possible');
  assert.match(group.explanation.reason, /lost at one time/);
});

test('explainDrops() finds a timeout that nobody configured and says who has such a default', () => {
  const prng = new Prng(7);
  const silent = target('silent', 'tcp', PATH);
  const drops = times(700, (i) =>
    silentDrop(353_000 + prng.between(0, 400), { ending: RST, atMs: 400_000 + i * 800 }),
  );
  const group = only(drops, three(world(PATH, silent)));
  assert.equal(group.axis, 'idle');
  assert.equal(group.explanation.certainty, 'possible');
  assert.match(
    group.explanation.reason,
    /^a consistent idle timeout of 353\.0 to 353\.4 s, or a consistent maximum age of 353\.0 to 353\.4 s; no configured setting has it;.*AWS Network Load Balancer [^:]*: 350 s by default/,
  );
});

test('explainDrops() suspects a default in force where the setting has another value', () => {
  const silent = target('silent', 'wss', PATH);
  const drops = times(50, (i) =>
    silentDrop(59_900 + i, { ending: ORDERLY, atMs: 100_000 + i * 9_000 }),
  );
  const group = only(drops, three(world(PATH, silent)));
  assert.equal(group.explanation.certainty, 'possible');
  assert.equal(group.explanation.causes[0]?.hop, 'ingress');
  assert.match(
    group.explanation.causes[0]!.setting,
    /default of 60 s: the configured value is not in force/,
  );
});

test('explainDrops() keeps a clock that some show alone, where silence and age coincide for others', () => {
  const path = pathOf(pod({ 'idle-timeout': 60_000, 'max-age': 60_000 }));
  const one = target('t', 'tcp', path);
  const both = times(20, (i) => silentDrop(60_000 + i * 9, { atMs: 100_000 + i * 50_000 }));
  const idleOnly = times(5, (i) =>
    talkingDrop(90_000 + i * 7_000, 60_020, { atMs: 200_000 + i * 90_000 }),
  );
  const groups = explainDrops([...both, ...idleOnly], three(world(path, one)));
  assert.equal(groups.length, 1);
  assert.equal(groups[0]!.explanation.certainty, 'certain');
  assert.equal(groups[0]!.explanation.causes[0]?.setting, 'idle timeout of the application');
});

test('explainDrops() leaves two equal timers ambiguous, however many die', () => {
  const path = pathOf(
    catalogued('slb', 'haproxy', { 'timeout-client': 60_000 }),
    pod({ 'idle-timeout': 60_000 }),
  );
  const drops = times(500, (i) => silentDrop(60_000 + (i % 20), { atMs: 100_000 + i * 900 }));
  const group = only(drops, three(world(path, target('t', 'tcp', path))));
  assert.equal(group.explanation.certainty, 'possible');
  assert.deepEqual(
    group.explanation.causes.map(({ hop }) => hop),
    ['slb', 'pod'],
  );
});

test('explainDrops() calls a lone reset amid traffic unexplained', () => {
  const drops = [41, 72, 121, 181].map((minutes) =>
    at(minutes * 60_000, minutes * 100, { ending: RST }),
  );
  const group = only(drops, { ...world(PATH, WSS), durationMs: 4 * HOUR });
  assert.equal(group.explanation.certainty, 'unexplained');
  assert.deepEqual(group.explanation.causes, []);
  assert.match(
    group.explanation.reason,
    /no limit, event or moment in common; possible hops: slb, ingress/,
  );
});

test('explainDrops() is not certain where chance would send as many', () => {
  const silent = target('silent', 'tcp', PATH, { traffic: { beats: [heartbeat(1_000_000)] } });
  const fitting = times(4, (i) =>
    silentDrop(900_000 + i, { ending: RST, atMs: 1_000_000 + i * 500_000 }),
  );
  const stray = times(4, (i) =>
    silentDrop(100_000 + i * 90_000, { ending: RST, atMs: 1_200_000 + i * 500_000 }),
  );
  const often = { ...three(world(PATH, silent)), exposedShare: () => 0.875 };
  const groups = explainDrops([...fitting, ...stray], often);
  const group = groups.find(({ axis }) => axis === 'idle')!;
  assert.equal(group.explanation.certainty, 'possible');
  assert.equal(group.explanation.expectedByChance, 3.5);
  assert.match(group.explanation.reason, /chance would explain 3\.50/);
});

test('explainDrops() takes ages that lie closely over a wide range for no maximum age', () => {
  const drops = times(3_000, (i) =>
    talkingDrop(1_000_000 + i * 160, (i * 7_919) % 30_000, {
      ending: BARE,
      atMs: (i * 104_729) % 10_800_000,
    }),
  );
  for (const { explanation, axis } of explainDrops(drops, three(world(PATH, WSS)))) {
    assert.notEqual(axis, 'age', explanation.reason);
    assert.doesNotMatch(explanation.reason, /consistent/);
  }
});

test('explainDrops() explains 50,000 drops within a second of work', () => {
  const silent = target('silent', 'tcp', PATH);
  const context = {
    ...three(world(PATH, silent)),
    targets: [silent, { ...WSS, connections: 25_000 }],
  };
  const drops = [
    ...times(20_000, (i) =>
      silentDrop(900_000 + (i % 60), { ending: RST, atMs: 960_000 + i * 30 }),
    ),
    ...burst(25_000, 4_000_000, 3_000, { target: 1 }),
    ...times(5_000, (i) => at(70_000 + i * 2_000, (i * 37) % 30_000, { target: 1, ending: RST })),
  ];
  const groups = explainDrops(drops, context);
  assert.ok(groups.length < 50, `${groups.length} groups`);
});

test('explainDrops() holds the silent to be no witnesses of a session that was lost', () => {
  const path = pathOf(slb(900_000, ['rst']), ingress(), pod());
  const wss = target('wss', 'wss', path, { traffic: { beats: [heartbeat(30_000)] } });
  const lost = times(60, (i) =>
    provokedDrop(2_000_000 + i * 10_000, 30_000, { atMs: 5_000_000 + i * 490 }),
  );
  const beside = (traffic: Parameters<typeof target>[3] & object) => {
    const tls = target('tls', 'tls', path, traffic);
    return only(lost, { ...three(world(path, wss)), targets: [wss, tls] });
  };
  assert.deepEqual(
    beside({}).explanation.causes.map(({ hop }) => hop),
    ['slb', 'ingress'],
  );
  const talking = beside({ traffic: { beats: [heartbeat(30_000)] } });
  assert.deepEqual(
    talking.explanation.causes.map(({ hop }) => hop),
    ['ingress'],
  );
});

test('explainDrops() lets a balancer that keeps sessions per port lose those of one port', () => {
  const path = pathOf(slb(900_000, ['rst']), ingress(), pod());
  const beating = { traffic: { beats: [heartbeat(30_000)] } };
  const [wss, tcp] = [target('wss', 'wss', path, beating), target('tcp', 'tcp', path, beating)];
  const lost = times(60, (i) =>
    provokedDrop(2_000_000 + i * 10_000, 30_000, { atMs: 5_000_000 + i * 490 }),
  );
  const { explanation } = only(lost, { ...three(world(path, wss)), targets: [wss, tcp] });
  assert.deepEqual(
    explanation.causes.map(({ hop }) => hop),
    ['slb', 'ingress'],
  );
  assert.equal(explanation.certainty, 'possible');
});

test('explainDrops() takes silent connections that the final probe finds dead for no common moment', () => {
  const path = pathOf(slb(900_000_000, ['rst-on-next-packet']), pod());
  const silent = target('t', 'tcp', path);
  const drops = times(40, (i) =>
    provokedDrop(7_000_000 + i * 900, 6_999_000 + i * 900, { atMs: 7_200_000 + i }),
  );
  const group = only(drops, { ...three(world(path, silent)), durationMs: 7_200_100 });
  assert.doesNotMatch(group.explanation.reason, /lost at one time|no timer does this/);
  assert.equal(group.explanation.certainty, 'unexplained');
});

test('explainDrops() keeps silent connections together when the kernel told of only some of them', () => {
  const kernel = { sendQueue: 0, receiveQueue: 0, retransmits: 0 };
  const drops = times(12, (i) =>
    talkingDrop(600_000 + i * 100, 30_000, {
      ending: { kind: 'blackhole', noticedBy: 'reply-timeout', ...(i < 2 && { kernel }) },
      atMs: 640_000 + i * 1_500,
      sinceSentMs: 10_000,
      sinceReceivedMs: 40_000,
      quietBeforeLastWriteMs: 30_000,
    }),
  );
  const mark = { atMs: 605_000, label: 'silence', hop: 'ingress', event: 'silence' };
  const groups = explainDrops(drops, three(world(PATH, WSS, { events: [mark] })));
  assert.equal(groups.length, 1, JSON.stringify(groups, null, 1));
  assert.equal(groups[0]!.members.length, 12);
});
