import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { TransportKind } from '../path/transport.ts';
import { limit, pathOf } from './lab-clients.test.ts';
import { backendLimits, type LabListener, waypointsOf } from './way.ts';

const PATH = pathOf({
  slb: [limit({ onlyPort: 80 }), limit({ setting: 'for 443', onlyPort: 443 })],
  ingress: [limit({ onlyFor: ['ws', 'wss'] })],
  node: [limit({ afterMs: 86_400_000 })],
  pod: [limit({ afterMs: 700 }), limit({ afterMs: 900, startsAt: 'open', resetBy: 'nothing' })],
});

function listener(transport: TransportKind, more: Partial<LabListener> = {}): LabListener {
  return { transport, port: 443, target: 't', ...more };
}

function idsOf(waypoints: ReturnType<typeof waypointsOf>): string {
  return waypoints.map(({ id, tls }) => (tls ? `${id} (tls)` : id)).join(' ');
}

test('raw TCP and TLS do not pass an ingress; wss ends its TLS there', () => {
  const ways = (['tcp', 'tls', 'ws', 'wss'] as const).map((transport) =>
    idsOf(waypointsOf(PATH, { listener: listener(transport), faults: [] })),
  );
  assert.deepEqual(ways, ['slb', 'slb', 'slb ingress', 'slb ingress (tls)']);
});

test('a target passes only the hops that it names', () => {
  const way = { listener: listener('wss', { via: ['ingress', 'pod'] }), faults: [] };
  assert.equal(idsOf(waypointsOf(PATH, way)), 'ingress (tls)');
});

test('a NAT that forgets after a day is left out, unless a fault needs it', () => {
  const faults = [
    { atMs: 0, hop: 'node', kind: 'lose-state' },
    { atMs: 0, hop: 'pod', kind: 'rst' },
  ] as const;
  assert.equal(idsOf(waypointsOf(PATH, { listener: listener('tcp'), faults })), 'slb node');
});

test('a waypoint has the limits of its own port, and the backend its smallest ones', () => {
  const [slb] = waypointsOf(PATH, { listener: listener('tcp'), faults: [] });
  assert.deepEqual(
    slb?.limits.map(({ setting }) => setting),
    ['for 443'],
  );
  assert.deepEqual(backendLimits(PATH, listener('tcp')), { idleTimeoutMs: 700, maxAgeMs: 900 });
});

test("nginx's timer is lazy, others are not", () => {
  const [, ingress] = PATH.hops.filter(({ role }) => role !== 'client');
  const path = {
    hops: [
      { ...ingress!, kind: 'ingress-nginx' },
      { ...ingress!, id: 'other' },
    ],
  };
  const waypoints = waypointsOf(path, { listener: listener('wss'), faults: [] });
  assert.deepEqual(
    waypoints.map(({ lazyMs }) => lazyMs),
    [300, 0],
  );
});
