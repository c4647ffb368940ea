import assert from 'node:assert/strict';
import { once } from 'node:events';
import net from 'node:net';
import { test } from 'node:test';
import type { Fault } from '../scenario/scenario.ts';
import { waitUntil } from '../testing/wait-until.ts';
import { type Lab, startLab } from './lab.ts';
import {
  type Client,
  dialTcp,
  dialTls,
  frame,
  limit,
  pathOf,
  type Seen,
  upgrade,
} from './lab-clients.test.ts';
import type { LabEvent } from './schedule.ts';

interface Both {
  readonly lab: Lab;
  readonly events: LabEvent[];
  readonly tcp: readonly Client[];
  readonly wss: readonly Client[];
}

/** Five clients of each transport, all proven alive. */
async function withBoth(faults: readonly Fault[], act: (both: Both) => Promise<void>) {
  const events: LabEvent[] = [];
  const lab = await startLab({
    path: pathOf({ slb: [limit({ afterMs: 60_000 })], ingress: [], pod: [] }),
    listeners: [
      { port: 80, transport: 'tcp', target: 'tcp' },
      { port: 443, transport: 'wss', target: 'wss' },
    ],
    faults,
    onEvent: (event) => events.push(event),
  });
  const five = [0, 1, 2, 3, 4];
  const tcp = await Promise.all(five.map(() => dialTcp(lab.addressOf('tcp'))));
  const wss = await Promise.all(five.map(() => dialTls(lab.addressOf(443), { ca: lab.ca! })));
  try {
    await Promise.all(wss.map((client) => upgrade(client)));
    await Promise.all([...tcp, ...wss].map((client) => client.until('"backend"')));
    lab.start(Date.now());
    await waitUntil(() => events.length > 0);
    await act({ lab, events, tcp, wss });
  } finally {
    for (const client of [...tcp, ...wss]) client.destroy();
    await lab.stop();
  }
}

async function firstEnds(clients: readonly Client[], count: number): Promise<readonly Seen[]> {
  const seen: Seen[] = [];
  for (const client of clients) void client.ended.then((end) => seen.push(end));
  await waitUntil(() => seen.length >= count);
  return seen;
}

function ask(clients: readonly Client[], isWebSocket: boolean): void {
  for (const { stream } of clients) stream.write(isWebSocket ? frame(1, 'alive?') : 'alive?');
}

async function answered(clients: readonly Client[], count: number): Promise<void> {
  await waitUntil(
    () => clients.filter(({ received }) => received.includes('alive?')).length >= count,
  );
}

function silentOnes(clients: readonly Client[]): number {
  return clients.filter(({ received, stream }) => !received.includes('alive?') && !stream.destroyed)
    .length;
}

for (const [kind, ending] of [
  ['rst', 'rst'],
  ['fin', 'fin'],
] as const) {
  test(`${kind} at the balancer hits exactly the connections of its count and target`, async () => {
    await withBoth([{ atMs: 0, hop: 'slb', kind, count: 3, target: 'tcp' }], async (both) => {
      const seen = await firstEnds([...both.tcp, ...both.wss], 3);
      assert.deepEqual(
        seen.map((end) => end.ending),
        [ending, ending, ending],
      );
      ask(
        both.tcp.filter((client) => client.stream.writable),
        false,
      );
      ask(both.wss, true);
      await answered(both.tcp, 2);
      await answered(both.wss, 5);
      assert.equal(seen.length, 3);
      assert.deepEqual(both.lab.stats().hops.slb?.endedBy, { [kind]: 3 });
      assert.equal(both.events[0]?.label, `${kind} at slb, 3 connections`);
    });
  });
}

test('a balancer that lost its state resets on the next packet, TCP and WSS alike', async () => {
  await withBoth([{ atMs: 0, hop: 'slb', kind: 'lose-state', count: 4 }], async (both) => {
    assert.equal(both.events[0]?.count, 4);
    ask(both.tcp, false);
    ask(both.wss, true);
    const seen = await firstEnds([...both.tcp, ...both.wss], 4);
    assert.deepEqual(
      seen.map((end) => end.ending),
      ['rst', 'rst', 'rst', 'rst'],
    );
  });
});

test('silence swallows what is said, on both transports, and closes nothing', async () => {
  await withBoth([{ atMs: 0, hop: 'slb', kind: 'silence', count: 6 }], async (both) => {
    ask(both.tcp, false);
    ask(both.wss, true);
    await waitUntil(() => silentOnes([...both.tcp, ...both.wss]) === 6);
    ask(
      [...both.tcp, ...both.wss].filter((client) => client.received.includes('alive?')),
      false,
    );
    assert.equal(silentOnes([...both.tcp, ...both.wss]), 6);
    assert.equal(both.lab.stats().backend.open, 10);
  });
});

test('silence that heals loses nothing, even under TLS', async () => {
  const fault: Fault = { atMs: 0, hop: 'slb', kind: 'silence', forMs: 200 };
  await withBoth([fault], async (both) => {
    ask(both.tcp, false);
    ask(both.wss, true);
    assert.equal(silentOnes([...both.tcp, ...both.wss]), 10);
    await answered([...both.tcp, ...both.wss], 10);
    assert.deepEqual(
      both.events.map(({ phase }) => phase),
      ['applied', 'healed'],
    );
  });
});

test('a stalled backend takes bytes and answers when it heals', async () => {
  await withBoth([{ atMs: 0, hop: 'pod', kind: 'stall', forMs: 200 }], async (both) => {
    ask(both.tcp, false);
    ask(both.wss, true);
    await answered([...both.tcp, ...both.wss], 10);
    assert.equal(both.events.at(-1)?.label, 'stall at pod, 10 connections, healed');
  });
});

test('a silent backend never answers; one that lost its state resets', async () => {
  await withBoth(
    [
      { atMs: 0, hop: 'backend', kind: 'silence', target: 'wss' },
      { atMs: 0, hop: 'backend', kind: 'lose-state', target: 'tcp', count: 2 },
    ],
    async (both) => {
      await waitUntil(() => both.events.length === 2);
      ask(both.wss, true);
      ask(both.tcp, false);
      const seen = await firstEnds(both.tcp, 2);
      assert.deepEqual(
        seen.map((end) => end.ending),
        ['rst', 'rst'],
      );
      await answered(both.tcp, 3);
      assert.equal(silentOnes(both.wss), 5);
    },
  );
});

test('a Close frame from the backend arrives with its code, then close_notify', async () => {
  const fault: Fault = {
    atMs: 0,
    hop: 'pod',
    kind: 'close-frame',
    count: 2,
    target: 'wss',
    code: 4321,
  };
  await withBoth([fault], async (both) => {
    await waitUntil(() => both.wss.some((client) => client.received.includes('\x88')));
    const [client] = both.wss.filter(({ received }) => received.includes('\x88'));
    assert.ok(client !== undefined);
    assert.ok(client.received.includes('\x88\x07\x10\xe1fault'), client.received);
    client.stream.write(frame(8, '\x10\xe1'));
    const seen = await client.ended;
    assert.equal(seen.ending, 'fin');
    assert.equal(both.events[0]?.count, 2);
  });
});

test('a balancer that refuses answers ECONNREFUSED, then listens on the same port again', async () => {
  const fault: Fault = { atMs: 0, hop: 'slb', kind: 'refuse', target: 'tcp', forMs: 200 };
  await withBoth([fault], async (both) => {
    const refused = net.connect(both.lab.addressOf('tcp'));
    const [error] = (await once(refused, 'error')) as [NodeJS.ErrnoException];
    assert.equal(error.code, 'ECONNREFUSED');
    ask(both.tcp, false);
    await answered(both.tcp, 5);
    await waitUntil(() => both.events.length === 2);
    const again = await dialTcp(both.lab.addressOf('tcp'));
    await again.until('"backend"');
    again.destroy();
  });
});

test('a code that no Close frame may carry is refused at the start', async () => {
  await assert.rejects(
    startLab({
      path: pathOf({ slb: [] }),
      listeners: [{ port: 80, transport: 'ws', target: 'ws' }],
      faults: [{ atMs: 0, hop: 'backend', kind: 'close-frame', code: 1006 }],
    }),
    /Close frame cannot carry the code 1006/,
  );
});

test('a fault that names a hop on no path is refused at the start', async () => {
  await assert.rejects(
    startLab({
      path: pathOf({ slb: [], ingress: [] }),
      listeners: [{ port: 80, transport: 'tcp', target: 'tcp' }],
      faults: [{ atMs: 0, hop: 'ingress', kind: 'rst' }],
    }),
    /ingress, which is on the path of no target/,
  );
});
