import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CATALOGUE } from '../catalogue/all.ts';
import type { HopKind, LimitSpec } from '../hop-kind.ts';
import { HOP_KINDS, hopKind } from './all.ts';

const specs: readonly { readonly kind: HopKind; readonly limit: LimitSpec }[] = HOP_KINDS.flatMap(
  (kind) => kind.limits.map((limit) => ({ kind, limit })),
);

test('every kind of hop has a name of its own, and hopKind() finds it', () => {
  assert.equal(new Set(HOP_KINDS.map(({ kind }) => kind)).size, HOP_KINDS.length);
  for (const kind of HOP_KINDS) assert.equal(hopKind(kind.kind), kind);
  assert.equal(hopKind('carrier-pigeon'), undefined);
});

test('a setting has one name within its kind, and is either a limit or inert', () => {
  for (const { kind, limits, inert = [] } of HOP_KINDS) {
    const keys = [...limits.map(({ key }) => key), ...inert];
    assert.equal(new Set(keys).size, keys.length, `${kind}: ${keys.join(', ')}`);
    for (const key of keys) assert.match(key, /^[a-z][a-z0-9-]*$/, kind);
  }
});

test('a limit that starts at an event says which, and no other does', () => {
  for (const { kind, limit } of specs)
    assert.equal(
      limit.event !== undefined,
      limit.startsAt === 'event',
      `${kind.kind} ${limit.key}`,
    );
});

test('a limit of the catalogue is not trusted more than its entry, unless its own clock was measured', () => {
  const order = ['unverified', 'documentation', 'source', 'measured'];
  for (const { kind, limit } of specs) {
    if (limit.catalogue === undefined || limit.verified === 'measured') continue;
    const entry = CATALOGUE.find(({ id }) => id === limit.catalogue);
    assert.ok(entry !== undefined);
    const name = `${kind.kind} ${limit.key}`;
    assert.ok(order.indexOf(limit.verified) <= order.indexOf(entry.verified), name);
  }
});

test('a default lies within the range that the vendor accepts', () => {
  for (const { kind, limit } of specs) {
    if (limit.defaultMs === undefined || limit.rangeMs === undefined) continue;
    const [min, max] = limit.rangeMs;
    assert.ok(min <= limit.defaultMs && limit.defaultMs <= max, `${kind.kind} ${limit.key}`);
  }
});

test('every catalogue prefix of a kind finds something', () => {
  for (const { kind, catalogue = [] } of HOP_KINDS)
    for (const prefix of catalogue)
      assert.ok(
        CATALOGUE.some(({ id }) => id.startsWith(prefix)),
        `${kind}: ${prefix}`,
      );
});

test('the article path has the figures of its vendors', () => {
  const figures = ['alibaba-slb', 'ingress-nginx', 'conntrack', 'pod'].map((kind) =>
    Object.fromEntries(hopKind(kind)!.limits.map(({ key, defaultMs }) => [key, defaultMs])),
  );
  assert.equal(figures[0]!['established-timeout'], 900_000);
  assert.deepEqual(
    [figures[1]!['proxy-read-timeout'], figures[1]!['worker-shutdown-timeout']],
    [60_000, 240_000],
  );
  assert.equal(figures[2]!['established-timeout'], 86_400_000);
  assert.equal(figures[3]!['termination-grace-period'], 30_000);
  assert.ok(hopKind('ingress-nginx')!.inert!.includes('upstream-keepalive-timeout'));
});
