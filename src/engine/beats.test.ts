import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Prng } from '../base/prng.ts';
import { heartbeatOf, targetOf } from '../testing/scenarios.ts';
import { Beats, onGrid, TICK_MS } from './beats.ts';
import { BEATS_MAX, ConnectionTable } from './table.ts';

function beatsOf(...beats: readonly ReturnType<typeof heartbeatOf>[]) {
  const table = new ConnectionTable(4);
  const target = targetOf({ hops: [] }, { connections: 4, traffic: { onOpen: [], beats } });
  const speaking = new Beats(target, table, new Prng(3));
  for (let slot = 0; slot < 4; slot += 1) {
    table.begin(slot, { id: slot, nowMs: 1_000 });
    speaking.start(slot, 1_000);
  }
  return { table, speaking };
}

test('Beats spreads the first beats over one period', () => {
  const { speaking } = beatsOf(heartbeatOf(30_000));
  const dueMs = [0, 1, 2, 3].map((slot) => speaking.nextDueMs(slot));
  for (const due of dueMs) assert.ok(due >= 1_000 && due <= 31_000 + TICK_MS);
  assert.ok(new Set(dueMs).size > 1);
});

test('Beats keeps the rhythm of the first beat for a year, whatever the answers take', () => {
  const everyMs = 29_990;
  const { table, speaking } = beatsOf(heartbeatOf(everyMs));
  const firstMs = table.intendedMs[0]!;
  let saidMs = speaking.nextDueMs(0);
  for (let round = 1; round <= 100_000; round += 1) {
    speaking.said(0, 0, saidMs);
    speaking.answered(0, 0, { atMs: saidMs + (round % 700), settles: 1 });
    assert.ok(Math.abs(table.intendedMs[0]! - firstMs - round * everyMs) < 0.01);
    saidMs = speaking.nextDueMs(0);
    assert.equal(saidMs, onGrid(table.intendedMs[0]!));
  }
});

test('Beats counts a round trip from the meant moment when the send itself was late', () => {
  const { speaking } = beatsOf(heartbeatOf(30_000));
  const dueMs = speaking.nextDueMs(0);
  speaking.said(0, 0, dueMs + 2);
  assert.equal(speaking.answered(0, 0, { atMs: dueMs + 12, settles: 1 }).rttMs, 10);
  const nextMs = speaking.nextDueMs(0);
  speaking.said(0, 0, nextMs + 4_000);
  const { rttMs } = speaking.answered(0, 0, { atMs: nextMs + 4_010, settles: 1 });
  assert.ok(rttMs >= 4_010 && rttMs <= 4_010 + TICK_MS, `${rttMs} ms`);
});

test('Beats skips the periods that it could not keep instead of catching up', () => {
  const { speaking } = beatsOf(heartbeatOf(1_000));
  const dueMs = speaking.nextDueMs(0);
  speaking.said(0, 0, dueMs + 7_500);
  const nextMs = speaking.nextDueMs(0);
  assert.ok(nextMs > dueMs + 7_500 && nextMs <= dueMs + 8_000 + TICK_MS);
});

test('Beats wakes a connection for whichever of its beats is due first', () => {
  const { table, speaking } = beatsOf(heartbeatOf(30_000), heartbeatOf(1_000));
  assert.equal(speaking.count, 2);
  assert.equal(
    speaking.nextDueMs(2),
    Math.min(table.dueMs[2 * BEATS_MAX]!, table.dueMs[2 * BEATS_MAX + 1]!),
  );
});

test('Beats does not wait for a reply that is not expected', () => {
  const { speaking } = beatsOf(heartbeatOf(1_000, { expect: { kind: 'none' } }));
  const dueMs = speaking.nextDueMs(0);
  speaking.said(0, 0, dueMs);
  assert.equal(speaking.isAwaiting(0, 0), false);
  assert.ok(Math.abs(speaking.nextDueMs(0) - dueMs - 1_000) <= TICK_MS);
});

test('Beats keeps on beating while a reply is owed, and counts each round trip from its own question', () => {
  const { speaking } = beatsOf(heartbeatOf(2_000, { withinMs: 1_000, giveUpMs: 5_000 }));
  const saidMs = [0, 1, 2].map(() => {
    const dueMs = speaking.nextDueMs(0);
    speaking.said(0, 0, dueMs);
    return dueMs;
  });
  assert.deepEqual([saidMs[1]! - saidMs[0]!, saidMs[2]! - saidMs[1]!], [2_000, 2_000]);
  assert.equal(speaking.isOverdue(0, 0, saidMs[0]! + 4_999), false);
  assert.equal(speaking.isOverdue(0, 0, saidMs[0]! + 5_000), true);
  const first = speaking.answered(0, 0, { atMs: saidMs[0]! + 4_100, settles: 1 });
  assert.deepEqual(first, { rttMs: 4_100, lateMs: 3_100 });
  assert.equal(speaking.isOverdue(0, 0, saidMs[0]! + 5_000), false);
  assert.equal(speaking.isAwaiting(0, 0), true);
  // One reply may stand for several, as a pong for all pings before it.
  const others = speaking.answered(0, 0, { atMs: saidMs[1]! + 2_300, settles: 2 });
  assert.deepEqual(others, { rttMs: 2_300, lateMs: 1_300 });
  assert.equal(speaking.isAwaiting(0, 0), false);
});
