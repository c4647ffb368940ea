import assert from 'node:assert/strict';
import { once } from 'node:events';
import { test } from 'node:test';
import type { Limit } from '../../path/path.ts';
import type { Fault } from '../../scenario/scenario.ts';
import { waitUntil } from '../../testing/wait-until.ts';
import { type Lab, startLab } from '../lab.ts';
import {
  type Client,
  dialTcp,
  dialTls,
  frame,
  limit,
  pathOf,
  type Seen,
  upgrade,
} from '../lab-clients.test.ts';
import type { LabEvent } from '../schedule.ts';

const READ_TIMEOUT = limit({
  setting: 'proxy-read-timeout',
  afterMs: 400,
  effects: ['close-notify'],
});
const SHUTDOWN_TIMEOUT = limit({
  setting: 'worker-shutdown-timeout',
  startsAt: 'event',
  event: 'reload',
  resetBy: 'nothing',
  afterMs: 300,
  effects: ['fin'],
});

interface Wss {
  readonly lab: Lab;
  readonly events: LabEvent[];
  dial(options?: { path?: string; maxVersion?: 'TLSv1.2' | 'TLSv1.3' }): Promise<Client>;
}

async function withWssLab(
  options: { ingress?: readonly Limit[]; faults?: readonly Fault[]; pushEveryMs?: number },
  act: (wss: Wss) => Promise<void>,
): Promise<void> {
  const events: LabEvent[] = [];
  const clients: Client[] = [];
  const lab = await startLab({
    path: pathOf({ slb: [], ingress: options.ingress ?? [], pod: [] }),
    listeners: [{ port: 443, transport: 'wss', target: 'wss' }],
    faults: options.faults ?? [],
    ...(options.pushEveryMs === undefined ? {} : { pushEveryMs: options.pushEveryMs }),
    onEvent: (event) => events.push(event),
  });
  const dial: Wss['dial'] = async ({ path = '/', maxVersion = 'TLSv1.3' } = {}) => {
    const client = await dialTls(lab.addressOf('wss'), { ca: lab.ca!, maxVersion });
    clients.push(client);
    await upgrade(client, path);
    if (client.received.startsWith('HTTP/1.1 101')) await client.until('"backend"');
    return client;
  };
  try {
    await act({ lab, events, dial });
  } finally {
    for (const client of clients) client.destroy();
    await lab.stop();
  }
}

function fingerprint(client: Client): string {
  assert.ok('getPeerCertificate' in client.stream);
  const { getPeerX509Certificate } = client.stream as import('node:tls').TLSSocket;
  return getPeerX509Certificate.call(client.stream)?.fingerprint256 ?? '';
}

for (const [maxVersion, alertBytes] of [
  ['TLSv1.3', 24],
  ['TLSv1.2', 31],
] as const) {
  test(`proxy-read-timeout closes an idle ${maxVersion} connection with close_notify`, async () => {
    await withWssLab({ ingress: [READ_TIMEOUT] }, async ({ lab, dial }) => {
      const client = await dial({ maxVersion });
      const seen = await client.ended;
      assert.equal(seen.ending, 'fin');
      assert.equal(seen.wireBytes, alertBytes);
      assert.deepEqual(lab.stats().hops.ingress?.endedBy, { 'proxy-read-timeout': 1 });
    });
  });
}

for (const [what, hop, kind, wireBytes] of [
  ['a killed ingress is a bare FIN', 'ingress', 'fin', 0],
  ['a killed backend is close_notify + FIN', 'pod', 'fin', 24],
  ['a backend that resets is close_notify + FIN', 'backend', 'rst', 24],
] as const) {
  test(`${what} to the client, on exactly as many connections as asked for`, async () => {
    const faults: Fault[] = [{ atMs: 0, hop, kind, count: 2 }];
    await withWssLab({ faults }, async ({ lab, events, dial }) => {
      const clients = [await dial(), await dial(), await dial(), await dial()];
      lab.start(Date.now());
      const seen: Seen[] = [];
      for (const client of clients) void client.ended.then((end) => seen.push(end));
      await waitUntil(() => seen.length === 2);
      assert.deepEqual(
        seen.map((end) => [end.ending, end.wireBytes]),
        [
          ['fin', wireBytes],
          ['fin', wireBytes],
        ],
      );
      assert.equal(events[0]?.count, 2);
      const alive = clients.filter((client) => !client.stream.readableEnded);
      for (const client of alive) client.stream.write(frame(1, 'alive'));
      await Promise.all(alive.map((client) => client.until('alive')));
      assert.equal(alive.length, 2);
    });
  });
}

test('an ingress that resets, or forgot, is an RST to the client', async () => {
  const faults: Fault[] = [
    { atMs: 0, hop: 'ingress', kind: 'rst', count: 1 },
    { atMs: 50, hop: 'ingress', kind: 'lose-state' },
  ];
  await withWssLab({ faults }, async ({ lab, events, dial }) => {
    const clients = [await dial(), await dial()];
    lab.start(Date.now());
    await waitUntil(() => events.length === 2);
    for (const client of clients) client.stream.write(frame(1, 'who am I?'));
    const seen = await Promise.all(clients.map((client) => client.ended));
    assert.deepEqual(
      seen.map(({ ending }) => ending),
      ['rst', 'rst'],
    );
    assert.deepEqual(lab.stats().hops.ingress?.endedBy, { rst: 1, 'lose-state': 1 });
  });
});

test('client messages alone, and server messages alone, keep proxy-read-timeout away', async () => {
  await withWssLab({ ingress: [READ_TIMEOUT] }, async ({ dial }) => {
    const busy = await dial();
    const beat = setInterval(() => busy.stream.write(frame(10, '')), 100);
    assert.equal((await (await dial()).ended).ending, 'fin', 'an idle one beside it dies');
    assert.equal((await (await dial()).ended).ending, 'fin', 'and another one after it');
    clearInterval(beat);
    busy.stream.write(frame(1, 'alive'));
    await busy.until('alive');
  });
  await withWssLab({ ingress: [READ_TIMEOUT], pushEveryMs: 150 }, async ({ dial }) => {
    const client = await dial();
    await client.until('"push":6');
  });
});

test('a reload cuts all old connections together, busy or idle, without close_notify', async () => {
  const faults: Fault[] = [{ atMs: 0, hop: 'ingress', kind: 'reload' }];
  await withWssLab({ ingress: [SHUTDOWN_TIMEOUT], faults }, async ({ lab, events, dial }) => {
    const old = [await dial(), await dial(), await dial({ maxVersion: 'TLSv1.2' })];
    const oldCertificate = fingerprint(old[0]!);
    const beat = setInterval(() => old[0]!.stream.write(frame(10, '')), 50);
    const epochMs = Date.now();
    lab.start(epochMs);
    await waitUntil(() => events.length === 1);
    assert.deepEqual(
      { kind: events[0]?.kind, count: events[0]?.count },
      { kind: 'reload', count: 3 },
    );
    const fresh = await dial();
    assert.notEqual(fingerprint(fresh), oldCertificate);
    const seen = await Promise.all(old.map((client) => client.ended));
    clearInterval(beat);
    const tookMs = Date.now() - epochMs - events[0]!.atMs;
    assert.ok(tookMs >= 299, `${tookMs} ms after the reload`);
    for (const { ending, wireBytes } of seen) {
      assert.deepEqual({ ending, wireBytes }, { ending: 'fin', wireBytes: 0 });
    }
    fresh.stream.write(frame(1, 'new worker'));
    await fresh.until('new worker');
  });
});

test('proxy-send-timeout runs only while the backend does not read', async () => {
  const send = limit({
    setting: 'proxy-send-timeout',
    startsAt: 'stall',
    effects: ['close-notify'],
  });
  const faults: Fault[] = [{ atMs: 0, hop: 'backend', kind: 'stall' }];
  await withWssLab({ ingress: [send], faults }, async ({ lab, events, dial }) => {
    const client = await dial();
    lab.start(Date.now());
    await waitUntil(() => events.length === 1);
    const flood = setInterval(() => client.stream.write(Buffer.alloc(1_000_000)), 10);
    const seen = await client.ended;
    clearInterval(flood);
    assert.ok(['fin', 'rst', 'EPIPE'].includes(seen.ending), seen.ending);
    assert.deepEqual(lab.stats().hops.ingress?.endedBy, { 'proxy-send-timeout': 1 });
  });
});

test('502 when the backend refuses, and open connections go on', async () => {
  const faults: Fault[] = [{ atMs: 0, hop: 'backend', kind: 'refuse', forMs: 300 }];
  await withWssLab({ faults }, async ({ lab, events, dial }) => {
    const open = await dial();
    lab.start(Date.now());
    await waitUntil(() => events.length === 1);
    const refused = await dial();
    assert.match(refused.received, /^HTTP\/1\.1 502 Bad Gateway\r\n/);
    assert.equal((await refused.ended).ending, 'fin');
    open.stream.write(frame(1, 'still here'));
    await open.until('still here');
    await waitUntil(() => events.length === 2);
    assert.equal(events[1]?.phase, 'healed');
    assert.match((await dial()).received, /^HTTP\/1\.1 101 /);
  });
});

test('an ingress that refuses: the balancer accepts, then resets', async () => {
  const faults: Fault[] = [{ atMs: 0, hop: 'ingress', kind: 'refuse' }];
  await withWssLab({ faults }, async ({ lab, events }) => {
    lab.start(Date.now());
    await waitUntil(() => events.length === 1);
    const client = await dialTcp(lab.addressOf('wss'));
    assert.equal((await client.ended).ending, 'rst');
  });
});

test('a request without an upgrade gets 426, and what is not HTTP gets 400', async () => {
  await withWssLab({}, async ({ lab }) => {
    for (const [request, status] of [
      ['GET / HTTP/1.1\r\nHost: lab\r\n\r\n', 426],
      ['NONSENSE\r\n\r\n', 400],
      [`GET /${'a'.repeat(20_000)} HTTP/1.1\r\n`, 400],
    ] as const) {
      const client = await dialTls(lab.addressOf('wss'), { ca: lab.ca! });
      client.stream.write(request);
      const seen = await client.ended;
      assert.match(seen.received, new RegExp(`^HTTP/1.1 ${status} `));
      client.destroy();
    }
  });
});

test('a client that talks no TLS is turned away', async () => {
  await withWssLab({}, async ({ lab }) => {
    const client = await dialTcp(lab.addressOf('wss'));
    client.stream.write('GET / HTTP/1.1\r\n\r\n');
    await once(client.stream, 'close');
    client.destroy();
  });
});
