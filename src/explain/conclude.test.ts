import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Ending } from '../outcome/ending.ts';
import type { Path } from '../path/path.ts';
import type { TransportKind } from '../path/transport.ts';
import { explainedAlone } from '../testing/explain/explained-alone.ts';
import {
  BARE,
  catalogued,
  conntrack,
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
import type { Explanation } from './cause.ts';
import type { Drop, ExplainContext } from './drop.ts';

const HOUR = 3_600_000;
const LVS = pathOf(
  slb(900_000, ['rst']),
  ingress({ 'proxy-read-timeout': 3 * HOUR }),
  conntrack(),
  pod(),
);
const PROXY = pathOf(
  catalogued('slb', 'haproxy', { 'timeout-client': 60_000, 'timeout-server': 90_000 }),
  ingress({ 'proxy-read-timeout': 3 * HOUR }),
  pod(),
);

interface Expected {
  readonly certainty: Explanation['certainty'];
  readonly hops: readonly string[];
  readonly setting?: string | RegExp;
}

interface Row {
  readonly row: string;
  readonly path?: Path;
  readonly transport?: TransportKind;
  readonly traffic?: Parameters<typeof target>[3] & object;
  readonly drop: Drop;
  readonly context?: Partial<ExplainContext>;
  readonly expected: Expected;
}

const reload = { atMs: 100_000, label: 'reload', hop: 'ingress', event: 'reload' };
const readTimeout60 = pathOf(
  slb(900_000, ['rst']),
  ingress({ 'proxy-read-timeout': 60_000 }),
  pod(),
);
const beats30 = { traffic: { beats: [heartbeat(30_000)] } };
const beats1000 = { traffic: { beats: [heartbeat(1_000_000)] } };
const lostBefore: Ending = {
  kind: 'blackhole',
  noticedBy: 'reply-timeout',
  kernel: { sendQueue: 40, receiveQueue: 0, retransmits: 3 },
};
const hang: Ending = {
  kind: 'blackhole',
  noticedBy: 'reply-timeout',
  kernel: { sendQueue: 0, receiveQueue: 0, retransmits: 0 },
};
const unread: Ending = {
  kind: 'blackhole',
  noticedBy: 'reply-timeout',
  kernel: { sendQueue: 0, receiveQueue: 64, retransmits: 0 },
};

/** One for each row of what was measured of connections that end, then variants. */
const ROWS: readonly Row[] = [
  {
    row: 'in a lab a node behind a balancer resets as well: the balancer passes the RST on',
    path: pathOf(
      { ...slb(900_000, ['rst']), endsTcp: true, relays: true },
      { ...conntrack(), endsTcp: true, relays: true },
      pod(),
    ),
    transport: 'tcp',
    drop: provokedDrop(300_000, 7_000, { ending: RST }),
    expected: { certainty: 'unexplained', hops: [] },
  },
  {
    row: '1 proxy_read_timeout: close_notify after exactly that silence',
    path: readTimeout60,
    drop: silentDrop(59_900, { ending: ORDERLY }),
    expected: { certainty: 'likely', hops: ['ingress'], setting: 'proxy-read-timeout' },
  },
  {
    row: '3 the backend closed without a Close frame: an orderly TLS close at no timer',
    traffic: beats30,
    drop: talkingDrop(400_000, 11_000, { ending: ORDERLY }),
    expected: { certainty: 'likely', hops: ['pod'] },
  },
  {
    row: '4 a Close frame is the application itself',
    drop: silentDrop(77_000, { ending: { kind: 'close-frame', code: 1001, reason: 'bye' } }),
    expected: { certainty: 'certain', hops: ['pod'], setting: 'Close frame 1001' },
  },
  {
    row: '5 reload: a bare FIN worker-shutdown-timeout after it, whatever the traffic',
    traffic: beats30,
    drop: talkingDrop(300_000, 7_000, { ending: BARE, atMs: 340_180 }),
    context: { events: [reload] },
    expected: { certainty: 'likely', hops: ['ingress'], setting: 'worker-shutdown-timeout' },
  },
  {
    row: '6 the ingress was killed: a bare FIN at the event',
    traffic: beats30,
    drop: talkingDrop(300_000, 7_000, { ending: BARE, atMs: 100_050 }),
    context: { events: [{ ...reload, event: 'kill' }] },
    expected: { certainty: 'likely', hops: ['ingress'], setting: 'kill' },
  },
  {
    row: '6 busy senders see a RST instead',
    traffic: beats30,
    drop: provokedDrop(300_000, 7_000, { ending: RST, atMs: 100_050 }),
    context: { events: [{ ...reload, event: 'kill' }] },
    expected: { certainty: 'likely', hops: ['ingress'], setting: 'kill' },
  },
  {
    row: '7 the SLB is a proxy: FIN at the smaller of its two timeouts',
    path: PROXY,
    transport: 'tcp',
    drop: silentDrop(59_980, { ending: FIN }),
    expected: { certainty: 'likely', hops: ['slb'], setting: 'timeout client' },
  },
  {
    row: '7 the same for WSS: a bare FIN',
    path: PROXY,
    drop: silentDrop(59_980, { ending: BARE }),
    expected: { certainty: 'likely', hops: ['slb'], setting: 'timeout client' },
  },
  {
    row: '8 the SLB proxy reloads: hard-stop-after later',
    path: pathOf(catalogued('slb', 'haproxy', { 'hard-stop-after': 5_000 }), ingress(), pod()),
    transport: 'tcp',
    traffic: beats30,
    drop: talkingDrop(200_000, 3_000, { ending: FIN, atMs: 105_020 }),
    context: { events: [{ ...reload, hop: 'slb' }] },
    expected: { certainty: 'likely', hops: ['slb'], setting: 'hard-stop-after' },
  },
  {
    row: '9 FIN and RST back to back at the idle timeout of the SLB proxy',
    path: PROXY,
    transport: 'tcp',
    drop: silentDrop(60_002, { ending: { kind: 'fin', maybeReset: true } }),
    expected: { certainty: 'likely', hops: ['slb'], setting: 'timeout client' },
  },
  {
    row: '10 the SLB resets both ends after its silence in packets',
    drop: silentDrop(900_020, { ending: RST }),
    expected: { certainty: 'likely', hops: ['slb'], setting: 'EstablishedTimeout' },
  },
  {
    row: '11 RST as the answer to our write after a longer silence: the session had expired',
    path: pathOf(slb(900_000, ['rst-on-next-packet']), pod()),
    transport: 'tcp',
    traffic: beats1000,
    drop: provokedDrop(1_000_003, 1_000_000),
    expected: { certainty: 'likely', hops: ['slb'], setting: 'EstablishedTimeout' },
  },
  {
    row: '11 the same, provoked by a keep-alive probe',
    path: pathOf(slb(60_000, ['rst-on-next-packet']), pod()),
    transport: 'tcp',
    traffic: { traffic: { keepaliveMs: 75_000 } },
    drop: silentDrop(75_010, { ending: RST }),
    expected: { certainty: 'likely', hops: ['slb'], setting: 'EstablishedTimeout' },
  },
  {
    row: '12 RST as the answer to our write after a short silence: lost state, nobody knows where',
    path: pathOf(slb(900_000, ['rst-on-next-packet']), conntrack(), ingress(), pod()),
    traffic: beats30,
    drop: provokedDrop(500_000, 30_000),
    expected: { certainty: 'possible', hops: ['slb', 'node', 'ingress'] },
  },
  {
    row: '13 a zombie is found by the final probe; the silence fits the SLB that forgets',
    path: pathOf(slb(900_000, ['silent']), pod()),
    transport: 'tcp',
    drop: silentDrop(2 * HOUR, {
      ending: { kind: 'blackhole', noticedBy: 'final-probe' },
      sinceSentMs: 5_000,
      quietBeforeLastWriteMs: 2 * HOUR - 5_000,
    }),
    expected: { certainty: 'likely', hops: ['slb'], setting: 'EstablishedTimeout' },
  },
  {
    row: '14 an end with the peer gone may be a FIN or a RST: both readings stay',
    path: pathOf(slb(900_000, ['rst']), conntrack(), pod()),
    transport: 'tcp',
    traffic: beats30,
    drop: talkingDrop(200_000, 1, { ending: { kind: 'fin', maybeReset: true } }),
    expected: { certainty: 'unexplained', hops: [] },
  },
  {
    row: '15 ETIMEDOUT by keep-alive: a blackhole before what ends TCP first',
    transport: 'wss',
    path: pathOf(slb(900_000, ['rst']), ingress(), pod()),
    traffic: { traffic: { keepaliveMs: 60_000 } },
    drop: silentDrop(71_600, { ending: { kind: 'blackhole', noticedBy: 'keepalive' } }),
    expected: { certainty: 'possible', hops: ['slb', 'ingress'] },
  },
  {
    row: '15 ETIMEDOUT after a silence longer than the timer of an SLB that drops: expired',
    path: pathOf(slb(50_000, ['silent']), ingress(), pod()),
    traffic: { traffic: { keepaliveMs: 60_000 } },
    drop: silentDrop(71_600, { ending: { kind: 'blackhole', noticedBy: 'keepalive' } }),
    expected: { certainty: 'likely', hops: ['slb'], setting: 'EstablishedTimeout' },
  },
  {
    row: '16 EHOSTUNREACH: host or link before what ends TCP first',
    path: pathOf(catalogued('slb', 'haproxy'), ingress(), pod()),
    drop: talkingDrop(200_000, 16_000, { ending: { kind: 'unreachable', errno: 'EHOSTUNREACH' } }),
    expected: { certainty: 'likely', hops: ['slb'], setting: 'host or link down' },
  },
  {
    row: '17 heartbeat missed, our bytes never acknowledged: lost before the first terminator',
    traffic: beats30,
    drop: talkingDrop(200_000, 35_000, { ending: lostBefore, sinceSentMs: 5_000 }),
    expected: { certainty: 'possible', hops: ['slb', 'ingress'] },
  },
  {
    row: '18 heartbeat missed, our bytes acknowledged: a hang at the terminator or behind it',
    traffic: beats30,
    drop: talkingDrop(200_000, 35_000, { ending: hang, sinceSentMs: 5_000 }),
    expected: { certainty: 'possible', hops: ['ingress', 'node', 'pod'] },
  },
  {
    row: '19 the answer lay in our own kernel',
    traffic: beats30,
    drop: talkingDrop(200_000, 35_000, { ending: unread, sinceSentMs: 5_000 }),
    expected: { certainty: 'certain', hops: ['generator'] },
  },
  {
    row: '19 our own loop was late',
    traffic: beats30,
    drop: talkingDrop(200_000, 35_000, { ending: hang, sinceSentMs: 5_000, loopDelayMs: 2_600 }),
    expected: { certainty: 'certain', hops: ['generator'] },
  },
  {
    row: '20 a plain FIN behind a balancer that is no proxy: the backend',
    path: pathOf(slb(900_000, ['rst']), pod()),
    transport: 'tcp',
    traffic: beats30,
    drop: talkingDrop(200_000, 3_000, { ending: FIN }),
    expected: { certainty: 'likely', hops: ['pod'], setting: 'connection closed' },
  },
];

for (const { row, path = LVS, transport = 'wss', traffic, drop, context, expected } of ROWS) {
  test(`conclude() explains ${row}`, () => {
    const explanation = explainedAlone(
      drop,
      world(path, target('t', transport, path, traffic), context),
    );
    const found = [...new Set(explanation.causes.map((cause) => cause.hop))];
    const why = `${explanation.reason} / ${JSON.stringify(explanation.causes)}`;
    assert.equal(explanation.certainty, expected.certainty, why);
    assert.deepEqual(found, expected.hops, why);
    if (expected.setting !== undefined)
      assert.equal(explanation.causes[0]?.setting, expected.setting, why);
    assert.doesNotMatch(explanation.reason, /undefined|NaN|Infinity/);
    if (explanation.certainty === 'possible')
      assert.ok(explanation.evidenceNeeded, 'what would split them');
  });
}

interface Pair {
  readonly pair: string;
  readonly path: Path;
  readonly transport?: TransportKind;
  readonly traffic?: Parameters<typeof target>[3] & object;
  readonly drop: Drop;
  readonly context?: Partial<ExplainContext>;
  readonly hops: readonly string[];
  readonly evidence: RegExp;
}

/** What one drop cannot tell, and the evidence that would. */
const PAIRS: readonly Pair[] = [
  {
    pair: 'two timers with equal values',
    path: pathOf(
      catalogued('slb', 'haproxy', { 'timeout-client': 60_000 }),
      pod({ 'idle-timeout': 60_000 }),
    ),
    transport: 'tcp',
    drop: silentDrop(60_010),
    hops: ['slb', 'pod'],
    evidence: /logs of slb and pod/,
  },
  {
    pair: 'an idle timeout and a maximum age on a connection that never spoke',
    path: pathOf(pod({ 'idle-timeout': 60_000, 'max-age': 60_000 })),
    transport: 'tcp',
    drop: silentDrop(60_010),
    hops: ['pod'],
    evidence: /another value/,
  },
  {
    pair: 'a forced close of the ingress and one of an SLB that is a proxy',
    path: pathOf(catalogued('slb', 'haproxy'), ingress(), pod()),
    traffic: beats30,
    drop: talkingDrop(300_000, 7_000, { ending: BARE }),
    hops: ['slb', 'ingress'],
    evidence: /access log.*others on the same balancer/,
  },
  {
    pair: 'a stalled write and a close of the backend',
    path: pathOf(ingress({ 'proxy-read-timeout': HOUR, 'proxy-send-timeout': 60_000 }), pod()),
    traffic: {
      traffic: {
        beats: [{ ...heartbeat(100, 100_000), say: { kind: 'message', sizeBytes: 1_024 } }],
      },
    },
    drop: talkingDrop(200_000, 61_000, { ending: ORDERLY, sinceSentMs: 40 }),
    hops: ['ingress', 'pod'],
    evidence: /logs of ingress and pod/,
  },
  {
    pair: 'a plain FIN of the backend and one of an SLB that is a proxy',
    path: PROXY,
    transport: 'tcp',
    traffic: beats30,
    drop: talkingDrop(300_000, 7_000),
    hops: ['slb', 'pod'],
    evidence: /log of the backend/,
  },
  {
    pair: 'failover, removed endpoint, middlebox or reboot',
    path: pathOf(slb(900_000, ['rst-on-next-packet']), conntrack(), pod()),
    transport: 'tcp',
    traffic: beats30,
    drop: provokedDrop(300_000, 30_000),
    hops: ['slb', 'node', 'pod'],
    evidence: /new connections.*TTL/,
  },
  {
    pair: 'the place of a blackhole before the first terminator',
    path: LVS,
    traffic: beats30,
    drop: talkingDrop(200_000, 35_000, { ending: lostBefore, sinceSentMs: 5_000 }),
    hops: ['slb', 'ingress'],
    evidence: /log of the backend/,
  },
  {
    pair: 'a hang and a loss behind the terminator',
    path: LVS,
    traffic: beats30,
    drop: talkingDrop(200_000, 35_000, { ending: hang, sinceSentMs: 5_000 }),
    hops: ['ingress', 'node', 'pod'],
    evidence: /logs of ingress and of the backend/,
  },
  {
    pair: 'an SLB and a node that both forgot the session in that silence',
    path: pathOf(slb(900_000, ['silent']), conntrack(950_000), pod()),
    transport: 'tcp',
    traffic: beats1000,
    drop: provokedDrop(1_005_000, 1_000_000, {
      ending: { kind: 'blackhole', noticedBy: 'reply-timeout' },
      sinceSentMs: 5_000,
    }),
    hops: ['slb', 'node'],
    evidence: /logs of slb and node/,
  },
];

for (const { pair, path, transport = 'wss', traffic, drop, context, hops, evidence } of PAIRS) {
  test(`conclude() leaves ambiguous ${pair}`, () => {
    const explanation = explainedAlone(
      drop,
      world(path, target('t', transport, path, traffic), context),
    );
    assert.notEqual(explanation.certainty, 'certain');
    assert.notEqual(explanation.certainty, 'likely', JSON.stringify(explanation));
    const found = [...new Set(explanation.causes.map((cause) => cause.hop))];
    if (explanation.certainty === 'possible') assert.deepEqual(found, hops, explanation.reason);
    assert.match(explanation.evidenceNeeded ?? '', evidence);
  });
}

/** What refreshes which timer: the same silence, explained or not. */
test('conclude() never names a packet timer that TCP keep-alive holds back', () => {
  const path = pathOf(slb(60_000, ['rst']), ingress({ 'proxy-read-timeout': 120_000 }), pod());
  const kept = target('t', 'wss', path, { traffic: { keepaliveMs: 20_000 } });
  const atSlb = explainedAlone(silentDrop(60_010, { ending: RST }), world(path, kept));
  assert.notEqual(atSlb.certainty, 'likely');
  const atIngress = explainedAlone(silentDrop(119_990, { ending: ORDERLY }), world(path, kept));
  assert.equal(atIngress.causes[0]?.setting, 'proxy-read-timeout');
});

test('conclude() holds keep-alive to refresh nothing behind what ends TCP', () => {
  const path = pathOf(ingress({ 'proxy-read-timeout': HOUR }), conntrack(60_000), pod());
  const one = target('t', 'wss', path, {
    traffic: { keepaliveMs: 20_000, beats: [heartbeat(90_000)] },
  });
  const { causes } = explainedAlone(
    provokedDrop(90_010, 90_000, { ending: ORDERLY }),
    world(path, one),
  );
  assert.deepEqual(
    causes.map(({ hop }) => hop),
    ['node'],
  );
});

test('conclude() reads a timer that counts one direction on that direction only', () => {
  const path = pathOf(catalogued('slb', 'haproxy'), pod({ 'idle-timeout': 60_000 }));
  const oneWay: Path = {
    hops: path.hops.map((hop) => ({
      ...hop,
      limits: hop.limits.map((limit) => ({ ...limit, resetBy: 'bytes-to-backend' as const })),
    })),
  };
  const drop = silentDrop(200_000, { sinceReceivedMs: 10, sinceSentMs: 60_005 });
  const both = explainedAlone(drop, world(path, target('t', 'tcp', path)));
  const one = explainedAlone(drop, world(oneWay, target('t', 'tcp', oneWay)));
  assert.notEqual(both.certainty, 'likely');
  assert.equal(one.causes[0]?.setting, 'idle timeout of the application');
});

test('conclude() allows nginx 300 ms of laziness, a round trip and half a percent', () => {
  const path = readTimeout60;
  const one = world(path, target('t', 'wss', path));
  const at = (ageMs: number, connectMs = 2) =>
    explainedAlone(silentDrop(ageMs, { ending: ORDERLY, connectMs }), one).causes[0]?.setting;
  assert.equal(at(59_690), 'proxy-read-timeout');
  assert.notEqual(at(59_600), 'proxy-read-timeout');
  assert.equal(at(60_290), 'proxy-read-timeout');
  assert.notEqual(at(60_500), 'proxy-read-timeout');
  assert.equal(at(60_500, 250), 'proxy-read-timeout');
});

test('conclude() counts a silence from our last word on when the answer to it was slow to come', () => {
  const context = world(PROXY, target('t', 'tcp', PROXY));
  // The greeting took 150 ms to reach us, and the balancer's clock ran since it had passed.
  const greeted = silentDrop(59_750, { sinceReceivedMs: 59_600, connectMs: 20 });
  assert.equal(explainedAlone(greeted, context).causes[0]?.setting, 'timeout client');
  const early = silentDrop(59_610, { sinceReceivedMs: 59_600, connectMs: 20 });
  assert.notEqual(explainedAlone(early, context).causes[0]?.setting, 'timeout client');
});

test('conclude() blames a heartbeat that our own standstill kept back on ourselves', () => {
  const path = pathOf(catalogued('slb', 'haproxy', { 'timeout-client': 60_000 }), pod());
  const one = target('t', 'tcp', path, beats30);
  const drop = talkingDrop(300_000, 60_010, { atMs: 500_000 });
  const stalls = [{ atMs: 500_000, forMs: 40_000 }];
  assert.deepEqual(
    explainedAlone(drop, world(path, one, { stalls })).causes.map(({ hop }) => hop),
    ['generator'],
  );
  assert.equal(explainedAlone(drop, world(path, one)).causes[0]?.hop, 'slb');
  const twice = { stalls: [{ atMs: 450_000, forMs: 300 }, ...stalls] };
  assert.equal(explainedAlone(drop, world(path, one, twice)).causes[0]?.hop, 'generator');
});

test('conclude() takes no late loop for a cause of bytes that nobody acknowledged', () => {
  const path = pathOf(slb(900_000, ['silent']), pod());
  const late = (sendQueue: number) => {
    const kernel = { sendQueue, receiveQueue: 0, retransmits: 3 };
    const ending = { kind: 'blackhole', noticedBy: 'reply-timeout', kernel } as const;
    const drop = talkingDrop(200_000, 35_000, { ending, sinceSentMs: 5_000, loopDelayMs: 2_600 });
    return explainedAlone(drop, world(path, target('t', 'tcp', path, beats30))).causes;
  };
  assert.ok(!late(40).some(({ hop }) => hop === 'generator'));
  assert.deepEqual(
    late(0).map(({ hop }) => hop),
    ['generator'],
  );
});

test('conclude() blames ourselves where the heartbeat after a standstill only brought the end to light', () => {
  const path = pathOf(catalogued('slb', 'haproxy', { 'timeout-client': 60_000 }), pod());
  const one = target('t', 'tcp', path, beats30);
  const drop = provokedDrop(300_006, 60_480, { atMs: 500_000 });
  const stalls = [{ atMs: 499_990, forMs: 59_980 }];
  const hops = (context: object) =>
    explainedAlone(drop, world(path, one, context)).causes.map(({ hop }) => hop);
  assert.deepEqual(hops({ stalls }), ['generator']);
  assert.ok(!hops({}).includes('generator'));
  assert.ok(!hops({ stalls: [{ atMs: 400_000, forMs: 59_980 }] }).includes('generator'));
});

test('conclude() takes no heartbeat that we kept back for a cause when every timer is longer', () => {
  const beating = { traffic: { beats: [heartbeat(30_000)] } };
  const one = (idleMs: number) =>
    explainedAlone(talkingDrop(500_000, idleMs, { ending: BARE }), {
      ...world(PROXY, target('t', 'wss', PROXY, beating)),
      stalls: [{ atMs: 559_900, forMs: 31_000 }],
    }).causes.map(({ hop }) => hop);
  assert.deepEqual(one(61_000), ['generator']);
  assert.ok(!one(31_500).includes('generator'), 'the shortest timer is 60 s');
});

test('conclude() doubts a timer whose silence the connection lived through before', () => {
  const path = pathOf(slb(900_000, ['rst-on-next-packet']), pod());
  const one = world(path, target('t', 'tcp', path, beats1000));
  assert.equal(explainedAlone(provokedDrop(1_000_003, 1_000_000), one).certainty, 'likely');
  const later = explainedAlone(provokedDrop(9_000_003, 1_000_000), one);
  assert.equal(later.certainty, 'possible');
  assert.match(later.reason, /lived through such silences before/);
});

test('conclude() explains nothing where the scenario lists no hop', () => {
  const path = pathOf();
  const one = world(path, target('t', 'wss', path));
  assert.equal(explainedAlone(silentDrop(5_000, { ending: RST }), one).certainty, 'unexplained');
});

test('conclude() takes no orderly TLS close for an SLB that only knows FIN', () => {
  const silent = target('t', 'wss', PROXY);
  const orderly = explainedAlone(silentDrop(59_980, { ending: ORDERLY }), world(PROXY, silent));
  assert.deepEqual(
    orderly.causes.map(({ hop }) => hop),
    ['pod'],
  );
});

test('conclude() lets an event start only the limits that it is about', () => {
  const beating = target('t', 'wss', LVS, beats30);
  const drop = talkingDrop(300_000, 7_000, { ending: BARE, atMs: 340_180 });
  const settingAfter = (event: string) =>
    explainedAlone(drop, world(LVS, beating, { events: [{ atMs: 100_000, label: 'x', event }] }))
      .causes[0]?.setting;
  assert.equal(settingAfter('reload'), 'worker-shutdown-timeout');
  assert.notEqual(settingAfter('backend-stop'), 'worker-shutdown-timeout');
});

test('equal limits of one hop are one answer, and those of two hops are ambiguous', () => {
  const of = (path: Path) => {
    const drop = silentDrop(60_000, { ending: FIN });
    return explainedAlone(drop, world(path, target('tcp', 'tcp', path)));
  };
  const twins = { 'timeout-client': 60_000, 'timeout-server': 60_000 };
  const one = of(pathOf(catalogued('slb', 'haproxy', twins), pod()));
  assert.deepEqual(
    [one.certainty, ...one.causes.map(({ setting }) => setting)],
    ['likely', 'timeout client', 'timeout server'],
  );
  const front = catalogued('front', 'haproxy', {
    'timeout-client': 60_000,
    'timeout-server': 90_000,
  });
  const two = of(pathOf(front, catalogued('slb', 'haproxy', twins), pod()));
  assert.equal(two.certainty, 'possible');
});
