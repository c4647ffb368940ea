import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hop, ingress, limit, pathOf, pod, slb, target } from '../testing/explain/fixtures.ts';
import type { Hop } from './path.ts';
import type { TransportKind } from './transport.ts';
import { wayOf } from './way.ts';

function way(transport: TransportKind, ...hops: readonly Hop[]) {
  const path = pathOf(...hops);
  return wayOf(path, target('a', transport, path));
}

/** The sights of the only limit of a backend behind these hops. */
function seen(transport: TransportKind, effect: 'rst' | 'close-frame', ...hops: readonly Hop[]) {
  const backend = hop('pod', 'custom', 'backend', [limit('idle', 1_000, { effects: [effect] })]);
  return way(transport, ...hops, backend)
    .timers.filter(({ hop: { id } }) => id === 'pod')
    .flatMap(({ sights }) => sights.map(({ shape }) => shape));
}

test('a way names its first terminator, and adds a backend that nobody listed', () => {
  const { stations, firstTerminator } = way('wss', slb(900_000, ['rst']), ingress());
  assert.deepEqual(
    stations.map(({ id, terminates }) => `${id} ${terminates}`),
    ['slb no', 'ingress yes', 'backend yes'],
  );
  assert.equal(firstTerminator, 1);
});

test('only what speaks WebSocket can write a Close frame, and only on a WebSocket', () => {
  const { stations } = way('wss', ingress(), pod());
  assert.deepEqual(
    stations.map(({ speaks }) => speaks.includes('websocket')),
    [false, true],
  );
  assert.deepEqual(seen('wss', 'close-frame', ingress()), ['close-frame']);
  assert.deepEqual(seen('tcp', 'close-frame'), ['fin']);
});

test('a proxy passes a reset on as its own kind of end', () => {
  const front = hop('front', 'haproxy', 'load-balancer');
  assert.deepEqual(seen('tcp', 'rst'), ['rst']);
  assert.deepEqual(seen('tcp', 'rst', front), ['fin']);
  assert.deepEqual(seen('wss', 'rst', ingress()), ['close-notify']);
});

test('a relay acknowledges for what is behind it, and passes a reset on as one', () => {
  const front = { ...hop('front', 'metallb', 'load-balancer'), endsTcp: true, relays: true };
  assert.deepEqual(seen('tcp', 'rst', front), ['rst']);
  assert.equal(way('tcp', front).firstTerminator, 0);
  const speaking = { ...ingress(), relays: true };
  assert.deepEqual(seen('wss', 'rst', speaking), ['close-notify'], 'it speaks HTTP');
});

test('a limit for another port or another transport is not on the way', () => {
  const own = [
    limit('for 80', 1_000, { onlyPort: 80 }),
    limit('for wss', 1_000, { onlyFor: ['wss'] }),
    limit('for all', 1_000),
  ];
  const front = hop('front', 'custom', 'load-balancer', own);
  const names = (transport: TransportKind) =>
    way(transport, front).timers.map(({ limit: { setting } }) => setting);
  assert.deepEqual(names('tcp'), ['for 80', 'for all']);
  assert.deepEqual(names('wss'), ['for wss', 'for all']);
});
