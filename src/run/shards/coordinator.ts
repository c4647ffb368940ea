import type { StopReason } from '../../engine/shard.ts';
import { askingMs } from '../../engine/shutdown.ts';
import type { IntervalRecord, NoteRecord } from '../../journal/record.ts';
import { giveUpMsOf } from '../../scenario/exchanges.ts';
import { peakOf } from '../preflight/machine.ts';
import type { Trace } from '../trace.ts';
import type { Assignment, Plane, Start } from './plane.ts';

/** Shards begin a moment after they are told, so that all of them hear it before. */
const LEAD_MS = 100;

/** A stop that takes longer than this is cut short: the scenario bounds proof of life and drain. */
const GRACE_MS = 10_000;

interface CoordinatorOptions {
  readonly plane: Plane;
  readonly assignments: readonly Assignment[];
  readonly onRecord: (record: IntervalRecord | NoteRecord, shard: number) => void;
  readonly trace: Trace;
  readonly onStart: (start: Start) => void;
  readonly wallMs: () => number;
}

/** How the run went, apart from what stands in the journals. */
export interface RunEnd {
  /** Shards that ended without their last record, with what is known of it. */
  readonly lost: ReadonlyMap<number, string>;
  /** Records that no disk took. */
  readonly lostRecords: number;
}

/** Follows the shards of one run from launch to end. Owns no data: all of it is in the shards' journals. */
export class Coordinator {
  readonly #options: CoordinatorOptions;
  readonly #lost = new Map<number, string>();
  readonly #running = new Set<number>();
  #lostRecords = 0;
  #begun = false;
  #onEnd: (() => void) | undefined;
  #graceTimer: NodeJS.Timeout | undefined;

  constructor(options: CoordinatorOptions) {
    this.#options = options;
  }

  /** Runs to the end. Rejects when a shard cannot even begin. */
  async run(): Promise<RunEnd> {
    const { plane, assignments } = this.#options;
    for (const { shard } of assignments) this.#running.add(shard.index);
    const ended = new Promise<void>((resolve) => {
      this.#onEnd = resolve;
    });
    await plane.launch(assignments, {
      onRecord: this.#options.onRecord,
      onTrace: (text, shard) => this.#options.trace('dials', () => `shard ${shard}: ${text}`),
      onDone: (shard, { lost }) => {
        this.#options.trace('shards', () => `shard ${shard} is done, ${lost} records lost`);
        this.#lostRecords += lost;
        this.#left(shard);
      },
      onLost: (shard, why) => {
        this.#options.trace('shards', () => `shard ${shard} is lost: ${why}`);
        this.#lost.set(shard, why);
        this.#left(shard);
      },
    });
    this.#begin();
    await ended;
    clearTimeout(this.#graceTimer);
    return { lost: this.#lost, lostRecords: this.#lostRecords };
  }

  /** Ends the run early, in order. Shards that do not follow within the grace are given up. */
  stop(reason: StopReason): void {
    if (!this.#begun || this.#graceTimer !== undefined) return;
    const { plane, assignments } = this.#options;
    plane.stop(reason);
    const drainMs = assignments[0]!.scenario.load.drainMs;
    const probesMs = assignments[0]!.scenario.targets.map(({ finalProbe }) =>
      finalProbe.kind === 'ask' ? giveUpMsOf(finalProbe.ask) : 0,
    );
    const connections = peakOf(assignments[0]!.scenario);
    const graceMs = GRACE_MS + askingMs(connections) + drainMs + Math.max(...probesMs);
    // More than Node's timers can wait would be over at once.
    this.#graceTimer = setTimeout(() => plane.abandon(), Math.min(graceMs, 2 ** 31 - 1));
  }

  #begin(): void {
    const { plane, wallMs, onStart } = this.#options;
    const start = { startedAtMs: Math.round(wallMs() + LEAD_MS) };
    plane.begin(start);
    this.#begun = true;
    onStart(start);
  }

  #left(shard: number): void {
    this.#running.delete(shard);
    if (this.#running.size === 0) this.#onEnd?.();
  }
}
