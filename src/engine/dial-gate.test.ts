import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { JournalRecord } from '../journal/record.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { hopOf, scenarioOf, targetOf } from '../testing/scenarios.ts';
import { simulate } from '../testing/simulate.ts';
import { DialGate } from './dial-gate.ts';

function gateOf(dialsPerSecondMax: number | undefined, { count = 1, openingMax = 1_000 } = {}) {
  const rate = dialsPerSecondMax === undefined ? {} : { dialsPerSecondMax };
  return new DialGate({ stages: [], drainMs: 0, openingMax, ...rate }, { count });
}

function takenIn(gate: DialGate, nowMs: number): number {
  gate.advance(nowMs);
  let taken = 0;
  while (taken < 100_000 && gate.take(0)) taken += 1;
  return taken;
}

test('DialGate permits the configured dials per second, and no burst after a stall', () => {
  const gate = gateOf(500);
  let taken = 0;
  for (let nowMs = 50; nowMs <= 10_000; nowMs += 50) taken += takenIn(gate, nowMs);
  assert.equal(taken, 5_000);
  assert.equal(takenIn(gate, 40_000), 25);
});

test('DialGate keeps rates below one a tick, and its share of the shards', () => {
  const gate = gateOf(2, { count: 4 });
  let taken = 0;
  for (let nowMs = 50; nowMs <= 60_000; nowMs += 50) taken += takenIn(gate, nowMs);
  assert.equal(taken, 30);
});

test('DialGate without a rate is limited by what is under way alone', () => {
  const gate = gateOf(undefined, { openingMax: 10, count: 3 });
  gate.advance(50);
  assert.equal(gate.take(3), true);
  assert.equal(gate.take(4), false);
});

const path = { hops: [hopOf('slb', [])] };
const network = { seed: 1, rttMs: [5, 50] as const };
/** Everybody is cut at once, and the target then refuses for 20 s. */
const faults = [
  { atMs: 5_000, hop: 'slb', kind: 'refuse', forMs: 20_000 },
  { atMs: 5_000, hop: 'slb', kind: 'rst' },
] as const;

function stormOf(load: Partial<Scenario['load']>) {
  const onDrop = { kind: 'redial', baseMs: 1_000, maxMs: 8_000 } as const;
  const targets = [targetOf(path, { connections: 2_000, onDrop })];
  const scenario = scenarioOf({ path, targets, holdMs: 60_000 });
  return simulate({
    scenario: { ...scenario, load: { ...scenario.load, ...load } },
    network: { ...network, faults },
  }).records;
}

/** When each dial was started. */
function dialsOf(records: readonly JournalRecord[]): readonly number[] {
  return records
    .flatMap((record) => {
      if (record.type === 'refused') return [record.atMs - record.tookMs];
      if (record.type === 'opened')
        return [record.atMs - record.tookMs.reduce((sum, ms) => sum + ms, 0)];
      return [];
    })
    .sort((a, b) => a - b);
}

test('a storm of drops makes no storm of redials: never more in a second than allowed', () => {
  const dials = dialsOf(stormOf({ dialsPerSecondMax: 300 }));
  const busiest = Math.max(
    ...dials.map((fromMs) => dials.filter((ms) => ms >= fromMs && ms < fromMs + 1_000).length),
  );
  assert.ok(dials.length > 4_000, `${dials.length} dials`);
  // A second that begins in the middle of a tick sees a part of one more.
  assert.ok(busiest <= 300 + 2 * 15, `${busiest} dials in a second`);
});

test('a storm of redials keeps to the limit of dials in progress, and opens no more than the plan wants', () => {
  const records = stormOf({ openingMax: 20 });
  for (const record of records) {
    if (record.type !== 'interval') continue;
    const { opening, open } = record.targets[0]!;
    assert.ok(opening <= 20, `${opening} under way`);
    assert.ok(open + opening <= 2_000, `${open} open`);
  }
  const held = records.filter((one) => one.type === 'ended' && one.ending.kind === 'local-close');
  assert.equal(held.length, 2_000);
});

test('a dial that times out makes the wait before the next one longer, not shorter', () => {
  const onDrop = { kind: 'redial', baseMs: 1_000, maxMs: 20_000 } as const;
  const targets = [targetOf(path, { connections: 100, onDrop, openTimeoutMs: 25_000 })];
  const scenario = scenarioOf({ path, targets, rampMs: 0, holdMs: 300_000 });
  const { records } = simulate({ scenario, network: { seed: 1, rttMs: [60_000, 60_000] } });
  const dials = dialsOf(records).length;
  // With the first wait each time it would be 300 s / 25.5 s = 12 dials each.
  assert.ok(dials > 100 * 6 && dials < 100 * 11, `${dials} dials`);
});
