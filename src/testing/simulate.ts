import { createHash } from 'node:crypto';
import { assert } from '../base/assert.ts';
import { TICK_MS } from '../engine/beats.ts';
import type { LatencyHistogram } from '../engine/meter.ts';
import { Shard } from '../engine/shard.ts';
import { encodeLine } from '../journal/line.ts';
import type { JournalRecord } from '../journal/record.ts';
import type { Path } from '../path/path.ts';
import { durationOf } from '../scenario/hold.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { SimNetwork, type SimOptions, type Truth } from './sim-network.ts';
import { UnreadSockets, type UnreadWindow } from './unread-sockets.ts';

/** A shard that still runs this long after its planned end and its drain will never end. */
const OVERTIME_MS = 600_000;

export interface World {
  readonly scenario: Scenario;
  /** `path` where it is not the one that the scenario describes. */
  readonly network: Omit<SimOptions, 'path'> & { readonly path?: Path };
  readonly shard?: { readonly index: number; readonly count: number };
  /** Where the records go; they are kept in the result when absent. */
  readonly onRecord?: (record: JournalRecord) => void;
  /** Leaves ticks out, as a stall of the generator would: from, to. */
  readonly stalls?: readonly (readonly [fromMs: number, toMs: number])[];
  /** Reads no sockets meanwhile: what arrives lies in the generator's own kernel. */
  readonly unread?: readonly UnreadWindow[];
  /** The wall clock's lead over virtual time; none when absent. */
  readonly wallOffsetMs?: (nowMs: number) => number;
  /** Asks the shard to stop as Ctrl-C does. */
  readonly stopAtMs?: number;
}

export interface Outcome {
  readonly records: readonly JournalRecord[];
  readonly truths: readonly Truth[];
  /** SHA-256 of the journal as it would be written. */
  readonly digest: string;
  readonly virtualMs: number;
  readonly events: number;
}

/** Runs one shard over a simulated path, in virtual time, to its end. */
export function simulate(world: World): Outcome {
  const { scenario, shard: number = { index: 0, count: 1 }, stalls = [] } = world;
  const network = new SimNetwork({ path: scenario.path, ...world.network });
  const sockets = new UnreadSockets(world.unread ?? []);
  const records: JournalRecord[] = [];
  const hash = createHash('sha256');
  let seq = 0;
  const append = (record: JournalRecord): void => {
    hash.update(encodeLine(record, seq));
    seq += 1;
    if (world.onRecord === undefined) records.push(record);
    else world.onRecord(record);
  };
  let nowMs = 0;
  const shard = new Shard(scenario, number, {
    transports: scenario.targets.map((target) =>
      sockets.transportOver(network.transportFor(target)),
    ),
    journal: { append },
    machine: {
      usage: () => ({ cpuMs: 0, rssBytes: 0, openFiles: 0 }),
      stallCause: () => 'paused',
      wallOffsetMs: () => world.wallOffsetMs?.(nowMs) ?? 0,
      kernelQueues: (ports) => sockets.queues(network.kernelQueues(ports)),
    },
    newHistogram: silentHistogram,
  });
  const { load } = scenario;
  const lastMs = durationOf(load) + load.drainMs + OVERTIME_MS;
  for (let more = true; more; nowMs += TICK_MS) {
    const stall = stalls.find(([fromMs, toMs]) => nowMs >= fromMs && nowMs < toMs);
    if (stall !== undefined) nowMs = stall[1];
    if (nowMs >= (world.stopAtMs ?? Infinity)) shard.stop('interrupted');
    assert(nowMs < lastMs, `the shard still holds ${shard.live} connections at ${nowMs} ms`);
    sockets.advance(nowMs);
    network.advance(nowMs);
    more = shard.tick(nowMs);
  }
  const { truths, events } = network;
  return { records, truths, digest: hash.digest('hex'), virtualMs: nowMs, events };
}

/** Virtual round trips say nothing about a real path, so nothing is kept of them. */
function silentHistogram(): LatencyHistogram {
  const unused = { hdr: '', min: 0, max: 0 };
  return { count: 0, record: () => {}, encode: () => unused, reset: () => {} };
}
