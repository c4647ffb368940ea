import type { Certainty } from '../explain/cause.ts';
import type { Ending, Refusal } from '../outcome/ending.ts';
import type { TransportKind } from '../path/transport.ts';
import type { BackendSpread } from '../stats/spread.ts';

/** Version of `summary.json`; it grows when a field changes its meaning or goes, not when one is added. */
export const SUMMARY_FORMAT = 1;

/**
 * A run in numbers: `summary.json`, a contract for other programs. Its JSON Schema is published as
 * `schema/summary.schema.json`. Times are milliseconds; `null` means that there was nothing to measure.
 */
export interface Summary {
  readonly format: 1;
  readonly run: RunSummary;
  readonly verdict: 'pass' | 'fail' | 'inconclusive';
  readonly exitCode: number;
  readonly targets: readonly TargetSummary[];
  readonly dropGroups: readonly DropGroup[];
  readonly refusalGroups: readonly RefusalGroup[];
  /** What each address did, of targets that have more than one. */
  readonly addresses: readonly AddressSummary[];
  readonly thresholds: readonly ThresholdSummary[];
  /** Every configured limit on every target's way against what happened. */
  readonly promises: readonly PromiseSummary[];
  readonly generator: GeneratorSummary;
  readonly events: readonly EventSummary[];
  /** How evenly connections lay over the backends that told their identity. */
  readonly spread: readonly SpreadSummary[];
  /** Logs of the backend and of hops that were given to the report. */
  readonly logs: readonly LogSummary[];
  /** What the run proves, in sentences with their figures. */
  readonly proves: readonly string[];
  /** What it does not cover: `conntrack established-timeout 86400 s is longer than this run`. */
  readonly notCovered: readonly string[];
  /** What a reader must know before trusting it: damaged records, lost shards, unverified TLS. */
  readonly warnings: readonly string[];
}

export interface RunSummary {
  readonly id: string;
  readonly name: string;
  /** ISO 8601, UTC. */
  readonly startedAt: string;
  readonly durationMs: number;
  readonly soakVersion: string;
  /** Every shard wrote its last record. */
  readonly complete: boolean;
  readonly interrupted: boolean;
  readonly shards: number;
  readonly connectionHours: number;
}

export interface TargetSummary {
  readonly name: string;
  readonly transport: TransportKind;
  readonly connections: number;
  readonly opened: number;
  readonly refused: number;
  /** Drops that nobody wanted. */
  readonly dropped: number;
  /** Drops that `expect-drop` wanted, at the right time and (as far as can be told) by the right hop. */
  readonly expectedDrops: number;
  /** Proven alive at the end. */
  readonly openAtEnd: number;
  /** Open at the end without a proof of life. */
  readonly unverified: number;
  /** Opened, and nothing is known of the end: their shard's journal stops before it. */
  readonly unknown: number;
  /** Opened, but no byte ever came back. */
  readonly unproven: number;
  /** Ended by a fault of the generator itself: no drop. */
  readonly localFaults: number;
  readonly connectMs: Percentiles;
  readonly rttMs: Percentiles;
  readonly insecure: boolean;
}

export interface Percentiles {
  readonly count: number;
  readonly p50: number | null;
  readonly p99: number | null;
  readonly p999: number | null;
  readonly max: number | null;
}

/** One of the addresses that a target's name stands for. */
export interface AddressSummary {
  readonly target: string;
  /** With the port. */
  readonly address: string;
  readonly opened: number;
  readonly refused: number;
  readonly dropped: number;
  /** Refusals by phase and code (`connect ECONNREFUSED`), the most frequent first. */
  readonly refusedAs: readonly { readonly how: string; readonly count: number }[];
}

/** Drops that look alike and have the same explanation. */
export interface DropGroup {
  readonly target: string;
  readonly count: number;
  readonly ending: Ending;
  /** Null when it is unexplained, or when the candidates differ. */
  readonly hop: string | null;
  readonly setting: string | null;
  readonly configuredMs: number | null;
  readonly observed: Observed;
  readonly certainty: Certainty;
  /** How many drops without any cause would lie where these lie: of the same target and ending, by connection-time. */
  readonly expectedByChance: number;
  readonly reason: string;
  /** What would split the candidates; null when nothing would, or nothing has to. */
  readonly evidenceNeeded: string | null;
  /** All that is left when the evidence does not split them: `slb EstablishedTimeout`. */
  readonly candidates: readonly string[];
  /** `expect-drop` wanted this. */
  readonly expected: boolean;
  /** What the backend or a hop said of these drops, where its log was given. */
  readonly otherSides: readonly OtherSide[];
  readonly firstAtMs: number;
  readonly lastAtMs: number;
}

/** What another party's log said of the drops of a group. */
export interface OtherSide {
  /** `backend`, or the id of a hop. */
  readonly party: string;
  /** Drops of the group that its log tells of. */
  readonly matched: number;
  /** Which side ended them first, as it saw it; `unknown` also where that proves nothing. */
  readonly closedBy: {
    readonly self: number;
    readonly clientSide: number;
    readonly serverSide: number;
    readonly unknown: number;
  };
  /** Its most frequent words for the end. */
  readonly ending: string;
  /**
   * How long it thought the connection alive after the client had lost it; negative when it knew first and the
   * client was the one left. After the clocks' offset; null when the log does not give the offset away.
   */
  readonly laterMs: { readonly min: number; readonly median: number; readonly max: number } | null;
}

/** What was read of another party's log. */
export interface LogSummary {
  readonly party: string;
  readonly lines: number;
  /** Ends of connections, of this run or not. */
  readonly accounts: number;
  /** Connections of this run. */
  readonly matched: number;
  readonly unreadable: number;
  readonly repeated: number;
  /** By how much each clock is ahead of the client's: the median over connections that both saw open. */
  readonly clocks: readonly {
    readonly clock: string;
    readonly offsetMs: number;
    readonly pairs: number;
  }[];
}

/** The clock on which the group is narrowest, or the one of its limit. `wall` counts from the run's epoch. */
export interface Observed {
  readonly axis: 'idle' | 'age' | 'wall';
  readonly fromMs: number;
  readonly toMs: number;
}

export interface RefusalGroup {
  readonly target: string;
  readonly count: number;
  readonly refusal: Refusal;
  /** Null when the candidates differ. */
  readonly hop: string | null;
  readonly setting: string | null;
  readonly certainty: Certainty;
  readonly reason: string;
  /** What would split the candidates; null when nothing would, or nothing has to. */
  readonly evidenceNeeded: string | null;
  readonly candidates: readonly string[];
  readonly firstAtMs: number;
  readonly lastAtMs: number;
}

export interface ThresholdSummary {
  readonly expression: string;
  readonly ok: boolean;
  /** False when there was nothing to measure: `ok` is then false too. */
  readonly hasData: boolean;
  /** In the expression's own unit; null without data. */
  readonly measured: number | null;
  /** For people: `0 of 45,000 (0 to 0.0067 %)`. */
  readonly detail: string;
}

export interface PromiseSummary {
  readonly target: string;
  readonly hop: string;
  readonly setting: string;
  readonly configuredMs: number;
  readonly verdict: 'kept' | 'broken-early' | 'overdue' | 'not-covered';
  /** How many connections the verdict rests on. */
  readonly count: number;
  readonly sentence: string;
}

export interface GeneratorSummary {
  readonly stalls: readonly StallSummary[];
  /** Share of one core, averaged over the run and all shards together. */
  readonly cpu: number;
  readonly rssBytes: number;
  readonly openFiles: number;
  readonly lagMsMax: number;
}

export interface StallSummary {
  readonly shard: number;
  readonly atMs: number;
  readonly forMs: number;
  readonly cause: string;
}

export interface EventSummary {
  readonly atMs: number;
  readonly label: string;
  readonly source: string;
  /** What it cost, and how the connections came back; null when nothing dropped in its wake. */
  readonly recovery: RecoverySummary | null;
}

export interface RecoverySummary {
  /** Drops in its wake that nobody wanted and that no idle or age limit explains. */
  readonly dropped: number;
  readonly back: number;
  readonly missing: number;
  /** From the event until the last one was open again; null while any is missing. */
  readonly recoveryMs: number | null;
  /** Dials from the event until all were back, or to the end of its wake. */
  readonly dials: number;
  readonly dialsPerSecondMax: number;
  readonly refused: number;
  /** Dial to open, of those dials. */
  readonly connectMs: Percentiles;
}

/** How evenly a target's connections lay over its backends, before and after something. */
export interface SpreadSummary {
  readonly target: string;
  /** The label of the event; null for the hold as a whole. */
  readonly event: string | null;
  readonly atMs: number;
  readonly before: BackendSpread;
  /** Just before the next event, or at the end of the hold. */
  readonly after: BackendSpread;
  /** How long until the fullest backend held no more than 1.25 times the mean or than chance deals, and stayed so; null: never. */
  readonly evenAfterMs: number | null;
}
