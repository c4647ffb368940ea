import type { ShardNumber } from '../../engine/plan.ts';
import type { StopReason } from '../../engine/shard.ts';
import type { IntervalRecord, NoteRecord } from '../../journal/record.ts';
import type { PackedRows } from '../../scenario/data/member-rows.ts';
import type { Scenario } from '../../scenario/scenario.ts';
import type { SinkPlan } from '../journals/sinks.ts';

/**
 * The channel between a coordinator and its shards: claim a shard, wait for the common start, publish what
 * was counted, hear of a stop. Local processes are its first implementation (`local-plane.ts`); another
 * one changes nothing on either side.
 *
 * What crosses it is portable: JSON that means the same on another machine (`messages.test.ts`). There is no path of a
 * file system and no reading of a monotonic clock in it; a shard finds its own folder and its own epoch.
 */
export interface Plane {
  /** Starts every shard and gives it its assignment; resolves when all of them are ready to begin. */
  launch(assignments: readonly Assignment[], listener: ShardListener): Promise<void>;
  /** Gives all shards the common start. */
  begin(start: Start): void;
  /** Asks all shards to end early: proof of life, drain, last record. */
  stop(reason: StopReason): void;
  /** Ends everything at once; journals stay as they are. */
  abandon(): void;
}

/** What a shard needs to know before it can be ready. Holds secrets: it travels over the channel only. */
export interface Assignment {
  readonly run: string;
  readonly soakVersion: string;
  readonly shard: ShardNumber;
  readonly scenario: Scenario;
  /** With every secret masked: what goes into the journal. */
  readonly maskedScenario: Scenario;
  /** What a server may repeat: masked in every text from outside before it is written or sent. */
  readonly secrets: readonly string[];
  /** The rows of the members that this shard holds, by target; null where a target takes none. */
  readonly rows: readonly (PackedRows | null)[];
  /** Report decisions for `--debug`. */
  readonly isTraced: boolean;
  /** Where its records go, in this order. */
  readonly sinks: readonly SinkPlan[];
}

/** The moment that all clocks of the run count from. */
export interface Start {
  /** On the wall clock, ms since 1970: each machine finds it on its own monotonic clock. */
  readonly startedAtMs: number;
}

/** What a coordinator hears from its shards. */
export interface ShardListener {
  onRecord(record: IntervalRecord | NoteRecord, shard: number): void;
  /** A decision of a shard that is traced. */
  onTrace(text: string, shard: number): void;
  /** The shard wrote its last record. `lost`: records that the disk did not take. */
  onDone(shard: number, outcome: { readonly lost: number }): void;
  /** The shard is gone without its last record: its connections are unknown from here on. */
  onLost(shard: number, why: string): void;
}
