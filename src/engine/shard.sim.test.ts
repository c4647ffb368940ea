import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { EndedRecord, JournalRecord } from '../journal/record.ts';
import { isDrop } from '../outcome/ending.ts';
import { heartbeatOf, hopOf, limitOf, scenarioOf, targetOf } from '../testing/scenarios.ts';
import { simulate } from '../testing/simulate.ts';

const HOUR_MS = 3_600_000;
const network = { seed: 1, rttMs: [5, 50] as const };
const slb = (effects: Parameters<typeof limitOf>[0]) => ({
  hops: [hopOf('slb', [limitOf({ setting: 'EstablishedTimeout', afterMs: 900_000, ...effects })])],
});

function endedOf(records: readonly JournalRecord[]): EndedRecord[] {
  return records.filter((record) => record.type === 'ended');
}

function dropsOf(records: readonly JournalRecord[]): EndedRecord[] {
  return endedOf(records).filter(({ ending }) => isDrop(ending));
}

test('Shard holds every connection, proven alive, when heartbeats beat every timeout', () => {
  const path = slb({ effects: ['rst'] });
  const targets = [
    targetOf(path, { connections: 500, traffic: { onOpen: [], beats: [heartbeatOf(30_000)] } }),
  ];
  const { records } = simulate({
    scenario: scenarioOf({ path, targets, holdMs: HOUR_MS }),
    network,
  });
  const ended = endedOf(records);
  assert.equal(ended.length, 500);
  assert.ok(ended.every(({ ending }) => ending.kind === 'local-close' && ending.life === 'proven'));
});

test('Shard finds every connection that a hop forgot silently, by the next heartbeat', () => {
  const path = slb({ effects: ['silent'] });
  const targets = [targetOf(path, { traffic: { onOpen: [], beats: [heartbeatOf(1_200_000)] } })];
  const scenario = scenarioOf({ path, targets, holdMs: HOUR_MS });
  const { records, truths } = simulate({ scenario, network });
  const drops = dropsOf(records);
  assert.equal(drops.length, truths.length);
  assert.ok(drops.length >= 95, `${drops.length} drops`);
  for (const { ending, quietBeforeLastWriteMs } of drops) {
    assert.equal(ending.kind, 'blackhole');
    assert.ok(quietBeforeLastWriteMs >= 899_000, `quiet for ${quietBeforeLastWriteMs} ms`);
  }
});

test('Shard finds silent connections by the final probe that nothing else would find', () => {
  const path = slb({ effects: ['silent'] });
  const { records } = simulate({ scenario: scenarioOf({ path, holdMs: HOUR_MS }), network });
  const drops = dropsOf(records);
  assert.equal(drops.length, 100);
  assert.ok(
    drops.every(({ ending }) => ending.kind === 'blackhole' && ending.noticedBy === 'final-probe'),
  );
});

test('Shard drops a connection once when two of its replies are overdue at the same time', () => {
  const path = slb({ startsAt: 'open', resetBy: 'nothing', afterMs: 20_000, effects: ['silent'] });
  const beat = heartbeatOf(4_000, { withinMs: 3_000 });
  const targets = [targetOf(path, { traffic: { onOpen: [], beats: [beat, beat] } })];
  const { records } = simulate({ scenario: scenarioOf({ path, targets }), network });
  assert.equal(endedOf(records).length, 100);
});

test('Shard is done at most 5 s after the hold with 1,000 silent holes among 10,000', () => {
  const path = { hops: [hopOf('slb', [])] };
  const targets = [targetOf(path, { connections: 10_000 })];
  const scenario = scenarioOf({ path, targets, rampMs: 10_000, holdMs: 20_000 });
  const faults = [{ atMs: 15_000, hop: 'slb', kind: 'silence', count: 1_000 } as const];
  const { records, virtualMs } = simulate({ scenario, network: { ...network, faults } });
  assert.equal(dropsOf(records).length, 1_000);
  assert.ok(virtualMs <= 35_000, `done at ${virtualMs} ms`);
});

test('Shard asks for proof of life at a pace that all shards together can stand', () => {
  const path = { hops: [] };
  const shardCounts = [1, 10] as const;
  const spansMs = shardCounts.map((count) => {
    const targets = [targetOf(path, { connections: 6_000 * count })];
    const { records } = simulate({
      scenario: scenarioOf({ path, targets }),
      network,
      shard: { index: 0, count },
    });
    const atMs = endedOf(records).map((record) => record.atMs);
    assert.equal(atMs.length, 6_000);
    return Math.max(...atMs) - Math.min(...atMs);
  });
  assert.ok(spansMs[0]! < 1_500, `6,000 of 6,000: ${spansMs[0]} ms`);
  assert.ok(spansMs[1]! > 2_700 && spansMs[1]! < 3_500, `6,000 of 60,000: ${spansMs[1]} ms`);
});

test('Shard redials with growing waits and a new id, and stops redialling at the end', () => {
  const path = { hops: [hopOf('slb', [])] };
  const targets = [targetOf(path, { onDrop: { kind: 'redial', baseMs: 1_000, maxMs: 30_000 } })];
  const scenario = scenarioOf({ path, targets });
  const faults = [
    { atMs: 5_000, hop: 'slb', kind: 'refuse', forMs: 10_000 },
    { atMs: 5_000, hop: 'slb', kind: 'rst' },
  ] as const;
  const { records } = simulate({ scenario, network: { ...network, faults } });
  const opened = records.filter((record) => record.type === 'opened');
  const refused = records.filter((record) => record.type === 'refused');
  assert.equal(opened.length, 200);
  assert.equal(new Set(opened.map(({ id }) => id)).size, 200);
  assert.equal(new Set(opened.map(({ member }) => member)).size, 100);
  assert.ok(refused.length > 100 && refused.length < 1_000, `${refused.length} refused dials`);
  assert.equal(endedOf(records).filter(({ ending }) => ending.kind === 'local-close').length, 100);
});

test('Shard never has more dials under way than allowed', () => {
  const scenario = scenarioOf({ rampMs: 1, holdMs: 10_000, openingMax: 7 });
  let opening = 0;
  const { records } = simulate({ scenario, network });
  for (const record of records) {
    if (record.type === 'interval') opening = Math.max(opening, record.targets[0]!.opening);
  }
  assert.equal(records.filter((record) => record.type === 'opened').length, 100);
  assert.ok(opening <= 7, `${opening} dials at once`);
});

test('Shard counts no drop for its own stalls: late replies are not drops', () => {
  const path = { hops: [] };
  const beats = [heartbeatOf(5_000, { withinMs: 1_000 })];
  const scenario = scenarioOf({
    path,
    targets: [targetOf(path, { traffic: { onOpen: [], beats } })],
  });
  for (const [fromMs, toMs] of [
    [10_000, 10_250],
    [10_000, 13_000],
    [10_000, 55_000],
  ] as const) {
    const { records } = simulate({ scenario, network, stalls: [[fromMs, toMs]] });
    assert.deepEqual(dropsOf(records), []);
    const stalls = records.filter((record) => record.type === 'note' && record.kind === 'stall');
    assert.equal(stalls.length, 1);
    assert.ok(Math.abs((stalls[0] as { forMs: number }).forMs - (toMs - fromMs)) <= 100);
  }
});

test('Shard moves a reply deadline by its own stall, also when it has read no socket since', () => {
  const path = { hops: [] };
  const beats = [heartbeatOf(5_000, { withinMs: 1_000 })];
  const targets = [targetOf(path, { traffic: { onOpen: [], beats } })];
  // Timers run before sockets are read, and the kernel's queues cannot be seen.
  const { records } = simulate({
    scenario: scenarioOf({ path, targets }),
    network: { ...network, blindKernel: true },
    stalls: [[10_000, 13_000]],
    unread: [[10_000, 13_200]],
  });
  assert.deepEqual(dropsOf(records), []);
});

test('Shard calls a slow reply late and not silent, and keeps on beating meanwhile', () => {
  const path = { hops: [] };
  const beats = [heartbeatOf(2_000, { withinMs: 1_000, giveUpMs: 3_000 })];
  const targets = [targetOf(path, { traffic: { onOpen: [], beats }, finalProbe: { kind: 'off' } })];
  const scenario = scenarioOf({ path, targets });
  const { records } = simulate({ scenario, network: { ...network, rttMs: [2_500, 2_600] } });
  assert.deepEqual(dropsOf(records), []);
  const intervals = records.flatMap((record) => (record.type === 'interval' ? record.targets : []));
  const late = intervals.reduce((sum, one) => sum + (one.late ?? 0), 0);
  const sent = intervals.reduce((sum, one) => sum + one.sent, 0);
  // The last two of each connection have no reply yet.
  assert.ok(late >= sent - 200 && late <= sent && sent > 2_500, `${late} of ${sent}`);
  const latest = Math.max(...intervals.map((one) => one.lateMsMax ?? 0));
  assert.ok(latest >= 1_550 && latest <= 1_700, `${latest} ms`);
});

test('Shard calls no reply late that its own stall kept it from reading', () => {
  const path = { hops: [] };
  const beats = [heartbeatOf(5_000, { withinMs: 1_000, giveUpMs: 3_000 })];
  const targets = [targetOf(path, { traffic: { onOpen: [], beats } })];
  const { records } = simulate({
    scenario: scenarioOf({ path, targets }),
    network,
    stalls: [[10_000, 12_500]],
  });
  const intervals = records.flatMap((record) => (record.type === 'interval' ? record.targets : []));
  assert.ok(intervals.every(({ late }) => late === undefined));
});

test('Shard tells since when it asked in vain, and the silence before that question', () => {
  const path = slb({ afterMs: 1e9 });
  const beats = [heartbeatOf(10_000, { withinMs: 8_000, giveUpMs: 24_000 })];
  const targets = [targetOf(path, { traffic: { onOpen: [], beats } })];
  const faults = [{ atMs: 31_000, hop: 'slb', kind: 'silence' } as const];
  const { records } = simulate({
    scenario: scenarioOf({ path, targets, holdMs: 120_000 }),
    network: { ...network, faults },
  });
  const drops = dropsOf(records);
  assert.equal(drops.length, 100);
  for (const { ending, sinceAskedMs, sinceSentMs, quietBeforeLastWriteMs } of drops) {
    assert.ok(ending.kind === 'blackhole' && ending.noticedBy === 'reply-timeout');
    assert.ok(sinceAskedMs! >= 24_000 && sinceAskedMs! <= 24_600, `${sinceAskedMs} ms`);
    assert.ok(sinceSentMs < 10_000);
    assert.ok(quietBeforeLastWriteMs > 9_000 && quietBeforeLastWriteMs <= 10_100);
  }
});

test('Shard waits a second for an answer that lies unread in its own kernel, and only once', () => {
  const path = { hops: [] };
  const beats = [heartbeatOf(5_000, { withinMs: 1_000 })];
  const targets = [targetOf(path, { traffic: { onOpen: [], beats } })];
  const scenario = scenarioOf({ path, targets });
  const read = simulate({ scenario, network, unread: [[10_000, 11_700]] });
  assert.deepEqual(dropsOf(read.records), []);
  const never = simulate({ scenario, network, unread: [[10_000, 60_000]] });
  const drops = dropsOf(never.records);
  assert.equal(drops.length, 100);
  for (const { ending, atMs } of drops) {
    assert.ok(ending.kind === 'blackhole' && ending.noticedBy === 'reply-timeout');
    assert.equal(ending.kernel?.receiveQueue, 1);
    assert.ok(atMs <= 10_000 + 5_000 + 1_000 + 1_000 + 1_000, `given up at ${atMs} ms`);
  }
});

test('Shard gives up a final probe whose answer lies unread for longer than a second', () => {
  const scenario = scenarioOf({ holdMs: 10_000 });
  const unread = [[11_000, 15_000]] as const;
  const { records } = simulate({ scenario, network, unread });
  assert.deepEqual(dropsOf(records), []);
  const never = simulate({ scenario, network, unread: [[11_000, 60_000]] });
  assert.equal(dropsOf(never.records).length, 100);
  assert.ok(never.virtualMs < 18_000, `done at ${never.virtualMs} ms`);
});

test('Shard counts a FIN on the final probe as a drop, except where bytes were said that may be unknown', () => {
  const path = slb({ effects: ['silent'] });
  const web = { path: '/', headers: {}, subprotocols: [] };
  const addresses = [
    { transport: 'tcp', host: 'h', port: 80 },
    { transport: 'wss', host: 'h', port: 443, ...web },
  ] as const;
  // All are asked within a second from 11 s on, and none is answered before 13 s.
  const faults = [{ atMs: 12_100, hop: 'slb', kind: 'fin' }] as const;
  for (const address of addresses) {
    const targets = [targetOf(path, { address })];
    const scenario = scenarioOf({ path, targets, holdMs: 10_000 });
    const { records } = simulate({ scenario, network: { seed: 1, rttMs: [2_000, 2_000], faults } });
    const ended = endedOf(records);
    assert.equal(ended.length, 100);
    const isFramed = address.transport === 'wss';
    assert.equal(dropsOf(records).length, isFramed ? 100 : 0);
    if (isFramed) assert.ok(ended.every(({ ending }) => ending.kind === 'fin'));
    else
      assert.ok(
        ended.every(({ ending }) => ending.kind === 'local-close' && ending.life === 'unverified'),
      );
  }
});

test('Shard closes its connections evenly over the drain', () => {
  const path = { hops: [] };
  const targets = [targetOf(path, { connections: 2_000 })];
  const scenario = scenarioOf({ path, targets, holdMs: 10_000, drainMs: 20_000 });
  const { records } = simulate({ scenario, network });
  const atMs = endedOf(records).map((record) => record.atMs - 11_000);
  assert.equal(atMs.length, 2_000);
  for (const [share, closed] of [0.25, 0.5, 0.75].map(
    (share) => [share, atMs.filter((ms) => ms <= share * 20_000).length] as const,
  ))
    assert.ok(
      Math.abs(closed - share * 2_000) <= 100,
      `${closed} closed after ${share} of the drain`,
    );
  assert.ok(Math.max(...atMs) <= 21_000, 'the drain is not exceeded');
});

test('Shard does not redial once it has begun to shut down', () => {
  const path = { hops: [hopOf('slb', [])] };
  const onDrop = { kind: 'redial', baseMs: 100, maxMs: 100 } as const;
  const faults = [
    { atMs: 5_000, hop: 'slb', kind: 'silence', count: 50 },
    { atMs: 11_020, hop: 'slb', kind: 'rst', count: 20 },
  ] as const;
  const targets = [targetOf(path, { onDrop })];
  const scenario = scenarioOf({ path, targets, holdMs: 10_000 });
  const { records } = simulate({ scenario, network: { ...network, faults } });
  const opened = records.filter((record) => record.type === 'opened');
  assert.equal(opened.length, 100);
  assert.ok(dropsOf(records).length >= 50, `${dropsOf(records).length} drops`);
});

test('Shard speaks the login line by line before a connection counts as opened', () => {
  const path = { hops: [] };
  const line = { say: { kind: 'bytes', hex: '41', text: true }, withinMs: 500 } as const;
  const onOpen = [
    { ...line, expect: { kind: 'none' } },
    { ...line, expect: { kind: 'any' } },
    { ...line, expect: { kind: 'any' } },
  ] as const;
  const targets = [targetOf(path, { connections: 3, traffic: { onOpen, beats: [] } })];
  const { records } = simulate({ scenario: scenarioOf({ path, targets, holdMs: 2_000 }), network });
  const opened = records.filter((record) => record.type === 'opened');
  assert.equal(opened.length, 3);
  for (const { tookMs } of opened) assert.ok(tookMs[3] >= 10, 'two answers take two round trips');
});

test('Shard stops early on request, proves life all the same and says why', () => {
  const path = { hops: [] };
  const targets = [targetOf(path, { connections: 10 })];
  const scenario = scenarioOf({ path, targets, holdMs: HOUR_MS });
  const { records, virtualMs } = simulate({ scenario, network, stopAtMs: 5_000 });
  const last = records.at(-1)!;
  assert.ok(last.type === 'done' && last.reason === 'interrupted');
  assert.ok(virtualMs < 10_000, `done at ${virtualMs} ms`);
  const ended = endedOf(records);
  assert.equal(ended.length, 10);
  assert.ok(ended.every(({ ending }) => ending.kind === 'local-close' && ending.life === 'proven'));
});

test('Shard closes what a falling stage no longer wants, proven by its last answer', () => {
  const path = { hops: [] };
  const targets = [targetOf(path, { traffic: { onOpen: [], beats: [heartbeatOf(1_000)] } })];
  const base = scenarioOf({ path, targets });
  const stages = [
    { durationMs: 1_000, share: 1 },
    { durationMs: 10_000, share: 1 },
    { durationMs: 5_000, share: 0.5 },
    { durationMs: 5_000, share: 0.5 },
  ];
  const { records } = simulate({ scenario: { ...base, load: { ...base.load, stages } }, network });
  const ended = endedOf(records);
  const lowered = ended.filter(
    ({ ending }) => ending.kind === 'local-close' && ending.why === 'ramp-down',
  );
  assert.equal(ended.length, 100);
  assert.equal(lowered.length, 50);
  assert.ok(ended.every(({ ending }) => ending.kind === 'local-close' && ending.life === 'proven'));
});

test('Shard writes the same journal for the same seed, and another for another', () => {
  const path = slb({ afterMs: 20_000, effects: ['rst'] });
  const beats = [heartbeatOf(30_000, { jitter: 0.2 })];
  const targets = [targetOf(path, { traffic: { onOpen: [], beats } })];
  const digestOf = (seed: number) =>
    simulate({ scenario: scenarioOf({ path, targets, seed, holdMs: HOUR_MS }), network }).digest;
  assert.equal(digestOf(1), digestOf(1));
  assert.notEqual(digestOf(1), digestOf(2));
});
