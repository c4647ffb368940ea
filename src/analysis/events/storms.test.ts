import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Connection } from '../../journal/connection.ts';
import { redialsOf, stormsOf } from './storms.ts';

function life(target: number, member: number, openedAtMs: number): Connection {
  const stages = { connectMs: 1, tlsMs: 2, upgradeMs: 3 };
  return { target, member, openedAtMs, ...stages } as Connection;
}

test("redialsOf() knows a member that opened before, and no other target's", () => {
  const { redials, firstAtMs } = redialsOf([
    life(0, 0, 10),
    life(1, 0, 20),
    life(0, 1, 30),
    life(0, 0, 500),
    life(0, 0, 400),
  ]);
  assert.deepEqual(firstAtMs, [10, 20, 30]);
  assert.deepEqual(redials, [
    { atMs: 400, tookMs: 6 },
    { atMs: 500, tookMs: 6 },
  ]);
});

test('stormsOf() finds many that come back together, not one by one', () => {
  const at = (atMs: number) => ({ atMs, tookMs: atMs === 501_900 ? 900 : 5 });
  const slow = Array.from({ length: 50 }, (_, index) => at(index * 6_000));
  assert.deepEqual(stormsOf(slow, 100), []);
  const storm = Array.from({ length: 20 }, (_, index) => at(500_000 + index * 100));
  const [found, ...others] = stormsOf([...slow, ...storm], 100);
  assert.deepEqual(others, []);
  assert.equal(Math.round(found!.tookMsP99), 730);
  assert.deepEqual(
    { ...found, tookMsP99: 730 },
    { fromMs: 500_000, toMs: 501_900, count: 20, perSecondMax: 10, tookMsP99: 730 },
  );
});

test('a few of very many connections that come back are no storm', () => {
  const storm = Array.from({ length: 20 }, (_, index) => ({ atMs: index, tookMs: 1 }));
  assert.equal(stormsOf(storm, 4_000).length, 1);
  assert.equal(stormsOf(storm, 4_001).length, 0);
});
