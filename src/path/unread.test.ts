import assert from 'node:assert/strict';
import { test } from 'node:test';
import { limit, pathOf, pod, target } from '../testing/explain/fixtures.ts';
import { canEnd, fatesOn } from './fate.ts';
import type { Hop } from './path.ts';
import { doubtsOf, mayBeSet } from './unread.ts';
import { wayOf } from './way.ts';

const FLAGS = { what: "the controller's flags" };
const MAP = { what: 'ConfigMap edge/conf' };

test('mayBeSet() names each thing once', () => {
  assert.equal(mayBeSet([FLAGS]), "the controller's flags may set it");
  assert.equal(
    mayBeSet([MAP, FLAGS, MAP]),
    "ConfigMap edge/conf or the controller's flags may set it",
  );
});

test('doubtsOf() states no limit of an unknown hop, and names what may add limits to a known one', () => {
  const unknown = { kind: 'custom', role: 'load-balancer', unread: [{ what: 'class blue' }] };
  assert.deepEqual(doubtsOf(unknown), ['unknown balancer: no limit can be stated (class blue)']);
  assert.deepEqual(doubtsOf({ ...unknown, kind: 'envoy', unread: [FLAGS] }), [
    "more limits are possible: the controller's flags may set it",
  ]);
  assert.deepEqual(doubtsOf({ kind: 'envoy', role: 'ingress' }), []);
});

test('a limit that something unread may set has no fate, whatever its default', () => {
  const idle = limit('idle', 1_000, { maybeSetBy: [FLAGS] });
  const front: Hop = {
    id: 'front',
    kind: 'envoy',
    role: 'ingress',
    limits: [idle, limit('own', 60_000)],
    unread: [MAP],
  };
  const path = pathOf(front, pod());
  const way = wayOf(path, target('a', 'tcp', path));
  const fates = fatesOn(way, { holdMs: 3_600_000 });
  const fate = fates.find((one) => one.limit === idle)!.fate;
  assert.deepEqual(fate, { kind: 'not-known', maybeSetBy: [FLAGS] });
  assert.equal(canEnd(fate), false);
  // Nothing comes before the other limit: it is not known that the first ends anything.
  assert.equal(fates.find(({ limit: { setting } }) => setting === 'own')!.fate.kind, 'ends');
  assert.deepEqual(way.unread, [{ hop: front, unread: [MAP] }]);
});
