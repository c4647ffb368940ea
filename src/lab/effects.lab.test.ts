import assert from 'node:assert/strict';
import { once } from 'node:events';
import { test } from 'node:test';
import type { Effect, Limit } from '../path/path.ts';
import { waitUntil } from '../testing/wait-until.ts';
import { type Lab, startLab } from './lab.ts';
import { type Client, dialTcp, dialTls, limit, pathOf, upgrade } from './lab-clients.test.ts';

const IDLE_MS = 300;

async function withTcpLab(
  slb: readonly Limit[],
  act: (dial: () => Promise<Client>, lab: Lab) => Promise<void>,
): Promise<void> {
  const listeners = [{ port: 80, transport: 'tcp', target: 'tcp' }] as const;
  const lab = await startLab({
    path: pathOf({ slb, pod: [] }),
    listeners,
    faults: [],
    hello: false,
  });
  const clients: Client[] = [];
  const dial = async () => {
    const client = await dialTcp(lab.addressOf('tcp'));
    clients.push(client);
    client.stream.write('hello');
    await client.until('hello');
    return client;
  };
  try {
    await act(dial, lab);
  } finally {
    for (const client of clients) client.destroy();
    await lab.stop();
  }
}

function idle(effect: Effect): Limit {
  return limit({ afterMs: IDLE_MS, effects: [effect], setting: `idle-${effect}` });
}

async function forgotten(lab: Lab, count: number): Promise<void> {
  const endedBy = () =>
    Object.values(lab.stats().hops.slb?.endedBy ?? {}).reduce((sum, n) => sum + n, 0);
  await waitUntil(() => endedBy() >= count);
}

for (const [effect, ending] of [
  ['rst', 'rst'],
  ['fin', 'fin'],
] as const) {
  test(`a hop whose limit has the effect ${effect} ends an idle connection on time`, async () => {
    await withTcpLab([idle(effect)], async (dial, lab) => {
      const seen = await (await dial()).ended;
      assert.equal(seen.ending, ending);
      assert.ok(seen.afterMs >= IDLE_MS, `${seen.afterMs} ms`);
      assert.deepEqual(lab.stats().hops.slb?.endedBy, { [`idle-${effect}`]: 1 });
    });
  });
}

test('a hop that forgot a session says nothing until the next bytes, then resets', async () => {
  await withTcpLab([idle('rst-on-next-packet')], async (dial, lab) => {
    const client = await dial();
    const other = await dial();
    await forgotten(lab, 2);
    client.stream.write('still there?');
    const seen = await client.ended;
    assert.equal(seen.ending, 'rst');
    assert.equal(seen.received, 'hello');
    assert.equal(other.stream.destroyed, false);
    assert.equal(lab.stats().backend.open, 2, 'the backend does not learn of it');
  });
});

test('a hop that swallows a forgotten session never answers', async () => {
  await withTcpLab([idle('silent')], async (dial, lab) => {
    const client = await dial();
    await forgotten(lab, 1);
    client.stream.write('still there?');
    const proof = await dial();
    proof.stream.write('a round trip later');
    await proof.until('a round trip later');
    assert.equal(client.received, 'hello');
    assert.equal(client.stream.destroyed, false);
  });
});

test('payload restarts an idle clock, but not an age', async () => {
  const age = limit({ startsAt: 'open', resetBy: 'nothing', afterMs: 700, effects: ['fin'] });
  await withTcpLab([idle('rst'), age], async (dial) => {
    const client = await dial();
    const beat = setInterval(() => client.stream.write('.'), 60);
    const seen = await client.ended;
    clearInterval(beat);
    assert.equal(seen.ending, 'fin');
    assert.ok(seen.afterMs >= 700, `${seen.afterMs} ms`);
  });
});

test('a limit of one port leaves the other port alone', async () => {
  await withTcpLab([{ ...idle('rst'), onlyPort: 443 }, idle('fin')], async (dial) => {
    assert.equal((await (await dial()).ended).ending, 'fin');
  });
});

test('a layer 4 hop passes FIN and RST of the client on', async () => {
  await withTcpLab([], async (dial, lab) => {
    const polite = await dial();
    polite.stream.end();
    assert.equal((await polite.ended).ending, 'fin');
    const rude = await dial();
    rude.raw.resetAndDestroy();
    await once(rude.raw, 'close');
    const proof = await dial();
    assert.deepEqual(lab.stats().hops.slb?.endedBy, { client: 2 });
    assert.equal(lab.stats().backend.open, 1);
    proof.destroy();
  });
});

test('an ingress that forwards TCP for one target ends TLS for another', async () => {
  const via = ['slb', 'ingress', 'pod'];
  const lab = await startLab({
    path: pathOf({ slb: [], ingress: [limit({ setting: 'idle' })], pod: [] }),
    listeners: [
      { port: 80, transport: 'tcp', target: 'tcp', via },
      { port: 443, transport: 'wss', target: 'wss', via },
    ],
    faults: [],
  });
  try {
    const raw = await dialTcp(lab.addressOf('tcp'));
    const web = await upgrade(await dialTls(lab.addressOf('wss'), { ca: lab.ca! }));
    await Promise.all([raw.ended, web.ended]);
    await waitUntil(() => lab.stats().hops.ingress?.endedBy.idle === 2);
  } finally {
    await lab.stop();
  }
});

test('two balancers and a NAT chain: the shortest clock wins', async () => {
  const path = pathOf({ slb: [limit({ afterMs: 800 })], pod: [] });
  const second = { ...path.hops[1]!, id: 'second', limits: [limit({ afterMs: 600 })] };
  const nat = {
    id: 'node',
    kind: 'conntrack',
    role: 'nat',
    limits: [limit({ effects: ['fin'] })],
  } as const;
  const lab = await startLab({
    path: { hops: [path.hops[0]!, path.hops[1]!, second, nat, path.hops[2]!] },
    listeners: [{ port: 80, transport: 'tcp', target: 'tcp' }],
    faults: [],
  });
  const client = await dialTcp(lab.addressOf(80));
  await client.until('\n');
  assert.match(client.received, /^\{"soak":1,"backend":"lab","client":"127\.0\.0\.1:\d+"\}\n$/);
  assert.equal((await client.ended).ending, 'fin');
  assert.deepEqual(Object.keys(lab.stats().hops).sort(), ['node', 'second', 'slb']);
  client.destroy();
  await lab.stop();
});

test('a tls target reaches the backend through the balancer, with a certificate of the lab', async () => {
  const lab = await startLab({
    path: pathOf({ slb: [], ingress: [], pod: [limit({ effects: ['fin'] })] }),
    listeners: [{ port: 443, transport: 'tls', target: 'tls' }],
    faults: [],
  });
  const client = await dialTls(lab.addressOf('tls'), { ca: lab.ca! });
  await client.until('\n');
  const seen = await client.ended;
  assert.equal(seen.ending, 'fin');
  assert.equal(seen.wireBytes, 24, 'the backend closes with close_notify at its idle timeout');
  client.destroy();
  await lab.stop();
});

test('wss without an ingress ends at the backend', async () => {
  const lab = await startLab({
    path: pathOf({ slb: [] }),
    listeners: [{ port: 443, transport: 'wss', target: 'wss' }],
    faults: [],
  });
  const client = await upgrade(await dialTls(lab.addressOf('wss'), { ca: lab.ca! }));
  assert.match(client.received, /^HTTP\/1\.1 101 /);
  client.destroy();
  await lab.stop();
});
