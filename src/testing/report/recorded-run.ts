import { type Analysis, analyze } from '../../analysis/analyze.ts';
import { RunFold } from '../../analysis/fold.ts';
import { Prng } from '../../base/prng.ts';
import type { JournalRecord, NoteRecord } from '../../journal/record.ts';
import type { Scenario } from '../../scenario/scenario.ts';
import { Histogram } from '../../stats/histogram.ts';
import type { SimFault } from '../sim-fault.ts';
import { simulate } from '../simulate.ts';

/** A simulated run for reports. */
export interface Night {
  readonly scenario: Scenario;
  readonly seed: number;
  readonly faults: readonly SimFault[];
  /** What the run was told of its path. */
  readonly events: readonly NoteRecord[];
  readonly stalls: readonly (readonly [fromMs: number, toMs: number])[];
}

/** One interval in so many gets latencies: the simulator measures none. */
const INTERVALS_PER_LATENCY = 30;
const VALUES = 120;

/** The run as reports see it. */
export function viewOfNight(night: Night): Analysis {
  const fold = new RunFold();
  replayNight(night, (record) => fold.add(record, 0));
  const view = analyze(fold, { damagedRecords: 0, missing: [] });
  if (view === undefined) throw new Error('the simulated run has no first record');
  return view;
}

/** Everything that the one shard of the run and its coordinator would have written. */
export function replayNight(night: Night, onRecord: (record: JournalRecord) => void): void {
  const { scenario, seed, faults, events, stalls } = night;
  onRecord({
    type: 'run',
    format: 1,
    run: '01JD9K3TESTRUN0000000000',
    soakVersion: '0.1.0',
    nodeVersion: 'v20.20.0',
    startedAtMs: Date.UTC(2026, 10, 22, 1),
    shard: { index: 0, count: 1 },
    scenario,
  });
  const latencies = new Latencies(seed);
  const pods = new Prng(seed + 1);
  const network = { seed, rttMs: [8, 40] as const, faults };
  const told = (record: JournalRecord): void =>
    onRecord(withBackend(latencies.addedTo(record), pods));
  simulate({ scenario, network, stalls, onRecord: told });
  for (const event of events) onRecord(event);
}

/** Says of a drop which of six pods it was on. */
function withBackend(record: JournalRecord, prng: Prng): JournalRecord {
  if (record.type !== 'ended') return record;
  return { ...record, backend: `echo-${prng.index(6)}` };
}

/** Round trips and connect times that look like a night's: a slow drift and one bad minute. */
class Latencies {
  readonly #prng: Prng;
  readonly #histogram = new Histogram();
  #intervals = 0;

  constructor(seed: number) {
    this.#prng = new Prng(seed);
  }

  addedTo(record: JournalRecord): JournalRecord {
    if (record.type !== 'interval') return record;
    this.#intervals += 1;
    const generator = { ...record.generator, cpuMs: 180, rssBytes: 412e6, openFiles: 5_031 };
    if (this.#intervals % INTERVALS_PER_LATENCY !== 0) return { ...record, generator };
    const slow = Math.abs(record.atMs - 83 * 60_000) < 120_000 ? 4 : 1;
    const targets = record.targets.map((target) => ({
      ...target,
      ...(target.received > 0 && {
        rttUs: this.#encoded(slow * (9_000 + record.atMs / 4_000)),
      }),
      ...(target.opened > 0 && { openUs: this.#encoded(14_000) }),
    }));
    return { ...record, generator, targets };
  }

  #encoded(medianUs: number) {
    this.#histogram.reset();
    for (let index = 0; index < VALUES; index += 1) {
      const tail = 1 / (0.02 + this.#prng.next());
      this.#histogram.record(medianUs * (0.6 + this.#prng.next() * 0.4 + tail * 0.2));
    }
    return this.#histogram.encode();
  }
}
