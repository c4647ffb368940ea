import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { EndedRecord, JournalRecord } from '../journal/record.ts';
import { Histogram } from '../stats/histogram.ts';
import { scenarioOf, targetOf } from '../testing/scenarios.ts';
import { TICK_MS } from './beats.ts';
import type { DialRequest, Transport } from './ports.ts';
import { Shard } from './shard.ts';

const LISTEN_MS = 20_000;
const HOLD_MS = 300_000;

/** A peer that says something every `everyMs`, until it falls silent. */
function endsOf(everyMs: number, silentFromMs: number): readonly EndedRecord[] {
  const path = { hops: [] };
  const traffic = { onOpen: [], beats: [], listenMs: LISTEN_MS };
  const finalProbe = { kind: 'off' } as const;
  const targets = [targetOf(path, { connections: 1, traffic, finalProbe })];
  const dialled: DialRequest[] = [];
  const dial: Transport['dial'] = (request) => {
    dialled.push(request);
    const nothing = () => {};
    const wire = { phase: 'open', peer: undefined, backlogBytes: 0 } as const;
    return { ...wire, say: () => 0, close: nothing, destroy: nothing } as never;
  };
  const records: JournalRecord[] = [];
  const machine = {
    usage: () => ({ cpuMs: 0, rssBytes: 0, openFiles: 0 }),
    stallCause: () => 'unknown' as const,
    wallOffsetMs: () => 0,
    kernelQueues: () => new Map(),
  };
  const shard = new Shard(
    scenarioOf({ path, targets, holdMs: HOLD_MS }),
    { index: 0, count: 1 },
    {
      transports: [{ dial }],
      journal: { append: (record) => records.push(record) },
      machine,
      newHistogram: () => new Histogram(),
    },
  );
  let nextMs = Infinity;
  for (let nowMs = 0; shard.tick(nowMs); nowMs += TICK_MS) {
    const request = dialled[0];
    if (request === undefined) continue;
    const about = { slot: request.slot, id: request.id, atMs: nowMs };
    if (nextMs === Infinity) {
      const addresses = { localAddress: '192.0.2.1', localPort: 1, peer: '192.0.2.2:1' };
      request.inbox({ kind: 'opened', ...about, tookMs: [0, 0, 0, 0], ...addresses });
      nextMs = nowMs + everyMs;
    } else if (nowMs >= nextMs && nowMs < silentFromMs) {
      request.inbox({ kind: 'received', ...about, bytes: 1, answers: -1, replied: false } as never);
      nextMs += everyMs;
    }
  }
  return records.filter((record) => record.type === 'ended');
}

test('a peer that speaks just often enough is held, though nothing is sent', () => {
  const [ended] = endsOf(LISTEN_MS - 1_000, Infinity);
  assert.equal(ended?.ending.kind, 'local-close');
});

test('a peer that stops speaking is dropped when it is due, and not before', () => {
  const [ended] = endsOf(5_000, 100_000);
  assert.deepEqual(ended?.ending, { kind: 'blackhole', noticedBy: 'listen' });
  const { sinceReceivedMs } = ended!;
  assert.ok(
    sinceReceivedMs >= LISTEN_MS && sinceReceivedMs <= LISTEN_MS + 2 * TICK_MS,
    `${sinceReceivedMs}`,
  );
});

test('a peer that never speaks is dropped after the same time', () => {
  const [ended] = endsOf(LISTEN_MS * 100, Infinity);
  assert.deepEqual(ended?.ending, { kind: 'blackhole', noticedBy: 'listen' });
  assert.ok(ended!.ageMs >= LISTEN_MS && ended!.ageMs <= LISTEN_MS + 2 * TICK_MS);
});
