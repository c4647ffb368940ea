import type { StopReason } from '../../engine/shard.ts';
import type { IntervalRecord, NoteRecord } from '../../journal/record.ts';
import { readLimits } from '../../net/machine/limits.ts';
import { AbortWatch } from '../../report/live/abort-watch.ts';
import { describeRefusing, RefusalWatch } from '../../report/live/refusal-watch.ts';
import { LiveState } from '../../report/live/state.ts';
import type { LoadedScenario } from '../../scenario/load.ts';
import type { Scenario } from '../../scenario/scenario.ts';
import { maskScenario } from '../../scenario/text/secrets.ts';
import type { RunEvents } from '../events/run-events.ts';
import type { Host } from '../host.ts';
import type { RunFolder } from '../journals/run-folder.ts';
import { peakOf } from '../preflight/machine.ts';
import { assignmentsFor } from '../shards/assignments.ts';
import { Coordinator, type RunEnd } from '../shards/coordinator.ts';
import type { Plane } from '../shards/plane.ts';
import { NO_TRACE, type Trace } from '../trace.ts';
import type { Extensions } from './extensions.ts';

interface HoldOptions {
  readonly loaded: LoadedScenario;
  /** Aimed at the lab, if there is one. */
  readonly scenario: Scenario;
  readonly soakVersion: string;
  readonly shards: number | undefined;
  readonly folder: RunFolder;
  readonly events: RunEvents;
  readonly host: Host;
  readonly plane: Plane;
  readonly extensions: Extensions;
  readonly trace: Trace;
  /** All shards are ready and know when to begin. */
  readonly onStart: (startedAtMs: number) => void;
}

/** The part of a run in which connections exist: shards, what happens to the path, and what ends it early. */
export class Hold {
  readonly #options: HoldOptions;
  readonly #coordinator: Coordinator;
  readonly #thresholds: AbortWatch;
  readonly #refusals: RefusalWatch;
  /** The counts so far; undefined until the shards begin. */
  state: LiveState | undefined;
  #isAborted = false;
  #isStopping = false;

  constructor(options: HoldOptions) {
    const { scenario, loaded, plane, host } = options;
    this.#options = options;
    this.#thresholds = new AbortWatch(scenario);
    this.#refusals = new RefusalWatch(scenario);
    const maskedScenario = maskScenario(loaded.scenario, loaded.secrets);
    const { trace } = options;
    const isTraced = trace !== NO_TRACE;
    const assignments = assignmentsFor({
      ...{ ...options, maskedScenario, isTraced },
      ...{ secrets: loaded.secrets, rows: loaded.rows, limits: readLimits() },
    });
    trace('shards', () => `${assignments.length} processes for ${peakOf(scenario)} connections`);
    this.#coordinator = new Coordinator({
      ...{ plane, assignments, trace },
      wallMs: () => host.wallMs(),
      onRecord: (record, shard) => this.#onRecord(record, shard),
      onStart: ({ startedAtMs }) => this.#begin(startedAtMs),
    });
  }

  /** To the last record of the last shard. Rejects when the shards cannot even begin. */
  async run(): Promise<RunEnd> {
    try {
      return await this.#coordinator.run();
    } finally {
      await Promise.all([this.#options.events.stop(), this.#options.extensions.held()]);
    }
  }

  /** Ends it early, in order: proof of life, drain, last record. */
  stop(reason: StopReason, why: string): void {
    this.#options.trace('end', () => `stopping (${reason}): ${why}`);
    this.#options.extensions.say({ kind: 'status', text: `stopping: ${why}` });
    this.#coordinator.stop(reason);
  }

  /** Somebody wants it to end: the first time in order, the second time at once, since the journals are safe. */
  obey(reason: StopReason): void {
    if (this.#isStopping) {
      this.#options.plane.abandon();
      return;
    }
    this.#isStopping = true;
    this.stop(reason, 'asking every connection, then the report (again: at once)');
  }

  /** Counts a record, and lets the extensions hear it. */
  hear(record: IntervalRecord | NoteRecord, shard: number): void {
    this.state?.add(record, shard);
    this.#options.extensions.add(record, shard);
  }

  #begin(startedAtMs: number): void {
    const { scenario, events, onStart } = this.#options;
    this.#options.trace('shards', () => `the run begins at ${new Date(startedAtMs).toISOString()}`);
    this.state = new LiveState(scenario);
    events.begin(startedAtMs);
    onStart(startedAtMs);
  }

  #onRecord(record: IntervalRecord | NoteRecord, shard: number): void {
    this.hear(record, shard);
    const refusing = record.type === 'interval' ? this.#refusals.add(record) : undefined;
    if (refusing !== undefined) this.#abort(describeRefusing(refusing));
    const broken = this.state && this.#thresholds.broken(this.state);
    if (broken !== undefined) this.#abort(`this threshold is broken: ${broken.expression}`);
  }

  /** Stops the run early, once; the report says why. */
  #abort(why: string): void {
    if (this.#isAborted) return;
    this.#isAborted = true;
    this.#options.trace('end', () => `aborting: ${why}`);
    const { events, extensions } = this.#options;
    events.warn(`stopped early: ${why}`);
    extensions.say({ kind: 'status', text: `stopping: ${why}` });
    this.#coordinator.stop('aborted');
  }
}
