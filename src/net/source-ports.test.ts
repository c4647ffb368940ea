import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Lease, SourcePorts } from './source-ports.ts';

const PEER = { address: '10.0.0.9', port: 80 };
const ALONE = { index: 0, count: 1 };

function leaseAll(sources: SourcePorts, peer = PEER): Lease[] {
  const leases: Lease[] = [];
  for (let lease = sources.lease(peer); lease; lease = sources.lease(peer)) leases.push(lease);
  return leases;
}

test('lease() leaves the choice to the kernel unless the scenario makes it', () => {
  const sources = new SourcePorts({ source: { addresses: [] }, shard: ALONE });
  const lease = sources.lease(PEER)!;
  assert.deepEqual(lease, {});
  sources.release(lease);
  assert.equal(sources.dialsMax, 1);
});

test('lease() chooses ports itself where the kernel would have to search, and the kernel is the last resort', () => {
  const ephemeralPorts = [10_100, 10_199] as const;
  const options = { source: { addresses: [] }, shard: ALONE, ephemeralPorts };
  const calm = new SourcePorts({ ...options, crowd: 40 });
  assert.deepEqual([calm.lease(PEER), calm.lastResort], [{}, undefined]);
  const crowded = new SourcePorts({ ...options, crowd: 41 });
  const own = leaseAll(crowded).map(({ localPort }) => localPort!);
  assert.deepEqual([own.length, own[0], own.at(-1)], [100, 10_000, 10_099]);
  assert.deepEqual(crowded.lastResort, {});
  const wide = new SourcePorts({ ...options, ephemeralPorts: [1_024, 65_535], crowd: 60_000 });
  assert.deepEqual([wide.lease(PEER), wide.lastResort], [{}, undefined]);
  const named = { addresses: ['10.0.0.1'] };
  assert.equal(new SourcePorts({ ...options, source: named, crowd: 41 }).lastResort, undefined);
});

test('lease() gives every port of every address once per destination', () => {
  const addresses = ['10.0.0.1', '10.0.0.2', 'fd00::1'];
  const sources = new SourcePorts({ source: { addresses, ports: [5000, 5002] }, shard: ALONE });
  const told = leaseAll(sources).map(
    ({ localAddress, localPort }) => `${localAddress} ${localPort}`,
  );
  assert.deepEqual(told.sort(), [
    ...['10.0.0.1 5000', '10.0.0.1 5001', '10.0.0.1 5002'],
    ...['10.0.0.2 5000', '10.0.0.2 5001', '10.0.0.2 5002'],
  ]);
  assert.equal(leaseAll(sources, { ...PEER, port: 81 }).length, 6);
  assert.equal(leaseAll(sources, { ...PEER, address: 'fd00::9' }).length, 3);
});

test('lease() gives shards disjoint ports that lose none', () => {
  const ports = [1, 2, 3].flatMap((_, index, { length: count }) => {
    const shard = { index, count };
    const sources = new SourcePorts({ source: { addresses: [], ports: [100, 110] }, shard });
    return leaseAll(sources).map(({ localPort }) => localPort!);
  });
  assert.deepEqual(
    ports.sort((a, b) => a - b),
    Array.from({ length: 11 }, (_, index) => 100 + index),
  );
});

test('release() puts a port behind all that rested longer', () => {
  const sources = new SourcePorts({ source: { addresses: [], ports: [1, 3] }, shard: ALONE });
  const first = sources.lease(PEER)!;
  sources.release(first);
  const next = leaseAll(sources).map(({ localPort }) => localPort);
  assert.deepEqual(next, [2, 3, 1]);
});

test('family is that of the named addresses', () => {
  const familyOf = (...addresses: string[]) =>
    new SourcePorts({ source: { addresses }, shard: ALONE }).family;
  assert.deepEqual([familyOf(), familyOf('10.0.0.1'), familyOf('::1')], [0, 4, 6]);
  assert.equal(familyOf('10.0.0.1', '::1'), 0);
});
