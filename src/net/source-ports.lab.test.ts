import assert from 'node:assert/strict';
import { once } from 'node:events';
import net from 'node:net';
import { afterEach, test } from 'node:test';
import type { Source } from '../scenario/scenario.ts';
import { readKernelQueues } from './machine/kernel-queues.ts';
import { SourcePorts } from './source-ports.ts';
import { beatsOf } from './testing/heard.ts';
import { Loopback } from './testing/pair.ts';

const loopback = new Loopback();
const BOUNDED = { timeout: 60_000 };
const LINUX = process.platform === 'linux' ? {} : { skip: 'needs all of 127.0.0.0/8' };

afterEach(() => loopback.cleanUp());

function sourcesOf(source: Source): SourcePorts {
  return new SourcePorts({ source, shard: { index: 0, count: 1 } });
}

/** Ports that were free a moment ago: consecutive, and below the kernel's own range. */
function portsFrom(first: number, count: number): readonly [number, number] {
  return [first, first + count - 1];
}

test('one local port goes to two destinations, and comes from the named address', {
  ...BOUNDED,
  ...LINUX,
}, async () => {
  const servers = await Promise.all([1, 2].map(() => loopback.listen({ transport: 'tcp' })));
  const sources = sourcesOf({ addresses: ['127.9.8.7'], ports: portsFrom(21_000, 1) });
  for (const { port } of servers) {
    const { localAddress, localPort } = await loopback
      .dial({ transport: 'tcp', port, sources })
      .opened();
    assert.equal(`${localAddress}:${localPort}`, '127.9.8.7:21000');
  }
});

test('a taken port is passed over, and the last one refused as local', {
  ...BOUNDED,
  ...LINUX,
}, async () => {
  const squatter = net.createServer().listen(21_010, '127.9.8.6');
  await once(squatter, 'listening');
  const { port } = await loopback.listen({ transport: 'tcp' });
  const sources = sourcesOf({ addresses: ['127.9.8.6'], ports: portsFrom(21_010, 2) });
  const first = loopback.dial({ transport: 'tcp', port, sources });
  assert.equal((await first.opened()).localPort, 21_011);
  assert.deepEqual(await first.kinds(), ['opened']);
  const second = loopback.dial({ transport: 'tcp', port, sources });
  assert.equal((await second.refused()).refusal.phase, 'local');
  squatter.close();
});

test('where own ports are for speed only, the kernel finds one when they are taken', {
  ...BOUNDED,
  ...LINUX,
}, async () => {
  const squatter = net.createServer().listen(10_000, '127.0.0.1');
  await once(squatter, 'listening');
  const { port } = await loopback.listen({ transport: 'tcp' });
  const sources = new SourcePorts({
    source: { addresses: [] },
    shard: { index: 0, count: 1 },
    ephemeralPorts: [10_001, 10_001],
    crowd: 1,
  });
  const heard = loopback.dial({ transport: 'tcp', port, sources });
  assert.notEqual((await heard.opened()).localPort, 10_000);
  assert.deepEqual(await heard.kinds(), ['opened']);
  squatter.close();
});

test('a port is free again when its connection has ended', { ...BOUNDED, ...LINUX }, async () => {
  const sources = sourcesOf({ addresses: ['127.9.8.5'], ports: portsFrom(21_020, 1) });
  const { heard, peer } = await loopback.open({ transport: 'tcp' }, { sources });
  const { localPort: port = 0 } = peer.raw;
  // After a reset there is no TIME_WAIT.
  peer.raw.resetAndDestroy();
  await heard.ended();
  await heard.kinds();
  assert.equal(sources.lease({ address: '127.0.0.1', port })?.localPort, 21_020);
});

test('the kernel reports what was sent to a peer that does not read', {
  ...BOUNDED,
  ...LINUX,
}, async () => {
  const beats = beatsOf({ say: { kind: 'message', sizeBytes: 8 << 20 }, expect: { kind: 'none' } });
  const { heard } = await loopback.open({ transport: 'tcp' }, { traffic: { beats } });
  const { localPort } = await heard.opened();
  heard.wire.say(0);
  const queues = readKernelQueues(new Set([localPort])).get(localPort);
  assert.ok(queues !== undefined && queues.sendQueue > 0, JSON.stringify(queues));
});
