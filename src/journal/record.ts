import type { Ending, Refusal } from '../outcome/ending.ts';
import type { Scenario } from '../scenario/scenario.ts';

/**
 * The records of a journal: facts only, one JSON object per line, in the order they were learned.
 *
 * Every `atMs` is milliseconds since the run's epoch on the monotonic clock, common to all shards.
 * The writer adds `seq` (from 0, per file) and, as the last field, `crc` (CRC-32 of all that stands
 * before it in the line, 8 hexadecimal digits).
 */
export type JournalRecord =
  | RunRecord
  | OpenedRecord
  | RefusedRecord
  | EndedRecord
  | IntervalRecord
  | NoteRecord
  | DoneRecord;

/** Version of the format; 2 has rows (`row.ts`). A reader of an older version refuses a newer file. */
export const JOURNAL_FORMAT = 2;

/** The first line: all that is needed to read this file alone. */
export interface RunRecord {
  readonly type: 'run';
  readonly format: number;
  readonly run: string;
  readonly soakVersion: string;
  readonly nodeVersion: string;
  /** Wall clock at the epoch, milliseconds since 1970. */
  readonly startedAtMs: number;
  readonly shard: { readonly index: number; readonly count: number };
  /** With every secret masked. */
  readonly scenario: Scenario;
  /** In a merged run: what its connections called themselves when it was a run of its own. */
  readonly origin?: { readonly startedAtMs: number; readonly firstId: number };
}

export interface OpenedRecord {
  readonly type: 'opened';
  /** Never reused. A redialled connection gets a new one. */
  readonly id: number;
  readonly atMs: number;
  /** Index into the scenario's targets. */
  readonly target: number;
  /** Which of the target's connections this is, 0 to connections - 1; the same again after a redial. */
  readonly member: number;
  /** Milliseconds for address lookup, TCP, TLS and upgrade with login; 0 where a stage does not exist. */
  readonly tookMs: readonly [resolve: number, connect: number, tls: number, upgrade: number];
  readonly localPort: number;
  /** Left out while it is the same as in the file's last record that had it. */
  readonly localAddress?: string;
  /** Remote address, likewise. */
  readonly peer?: string;
  /** The backend's identity, where it told before the login was done. */
  readonly backend?: string;
}

export interface RefusedRecord {
  readonly type: 'refused';
  readonly id: number;
  readonly atMs: number;
  readonly target: number;
  readonly member: number;
  readonly tookMs: number;
  readonly refusal: Refusal;
  /** Remote address; absent when the name was not looked up, and in journals of versions that did not write it. */
  readonly peer?: string;
}

/** What is known of a connection at its end, on its own clocks. */
export interface Observation extends OtherClocks {
  readonly ending: Ending;
  readonly ageMs: number;
  /** Since the last payload byte in each direction; the age when there was none. */
  readonly sinceSentMs: number;
  readonly sinceReceivedMs: number;
  /** How long neither side had said anything before our last write: a forgotten session shows here. */
  readonly quietBeforeLastWriteMs: number;
  /** How late our own loop was when the end was noticed. */
  readonly loopDelayMs: number;
  /** False when no byte ever came back: an SLB accepts for a dead backend too. */
  readonly proven: boolean;
}

/** More clocks of a connection, each left out where it says no more than the others; old journals have none. */
export interface OtherClocks {
  /** Since the oldest question of ours without an answer, where we went on to speak after it. */
  readonly sinceAskedMs?: number | undefined;
  /** WebSocket: since the last message in each direction, or the open, where control frames came after it. */
  readonly sinceMessageSentMs?: number | undefined;
  readonly sinceMessageReceivedMs?: number | undefined;
  /** Since the first thing that we said. */
  readonly sinceFirstSentMs?: number | undefined;
}

export interface EndedRecord extends Observation {
  readonly type: 'ended';
  readonly id: number;
  readonly atMs: number;
  readonly target: number;
  readonly member: number;
  readonly sentBytes: number;
  readonly receivedBytes: number;
  /** The backend's identity from its hello, when there was one. */
  readonly backend?: string;
}

/** One second of one shard. */
export interface IntervalRecord {
  readonly type: 'interval';
  readonly atMs: number;
  readonly targets: readonly TargetInterval[];
  readonly generator: GeneratorInterval;
}

/** Levels at the end of the interval, and counts within it. One per target, in scenario order. */
export interface TargetInterval {
  readonly opening: number;
  readonly open: number;
  /** Of the open ones: no byte has come back yet. */
  readonly unproven: number;
  readonly opened: number;
  readonly refused: number;
  readonly dropped: number;
  readonly sent: number;
  readonly received: number;
  /** Replies that came after their `within`, and by how much the latest did; absent where none did. */
  readonly late?: number;
  readonly lateMsMax?: number;
  /** Longest silence (no payload either way) of an open connection. */
  readonly idleMsMax: number;
  /**
   * HdrHistogram V2 base64 of round trips in microseconds, with the exact extremes. Of all intervals since the
   * last one that had it; absent in most, and when empty.
   */
  readonly rttUs?: EncodedHistogram;
  /** Dial to opened, likewise. */
  readonly openUs?: EncodedHistogram;
}

export interface EncodedHistogram {
  readonly hdr: string;
  readonly min: number;
  readonly max: number;
}

export interface GeneratorInterval {
  /** Worst lateness of a tick in this interval. */
  readonly lagMs: number;
  /** CPU time used in this interval. */
  readonly cpuMs: number;
  readonly rssBytes: number;
  readonly openFiles: number;
}

/** Something that is not about one connection. */
export type NoteRecord = {
  readonly type: 'note';
  readonly atMs: number;
} & (
  | { readonly kind: 'phase'; readonly phase: 'ramp' | 'hold' | 'probe' | 'drain' }
  /** Our own stall, from `atMs - forMs` to `atMs`. */
  | {
      readonly kind: 'stall';
      readonly forMs: number;
      readonly cause: 'own-loop' | 'cpu-starved' | 'paused' | 'unknown';
    }
  | { readonly kind: 'clock-step'; readonly byMs: number }
  /** Something that happened to the path: planned, marked from outside, or a fault of the lab. */
  | {
      readonly kind: 'event';
      readonly label: string;
      readonly hop?: string;
      readonly event?: string;
      /** The only target whose connections it can have ended; any when absent. */
      readonly target?: string;
      readonly source: 'scenario' | 'mark' | 'lab' | 'kubernetes' | 'log';
      /** The command of an event that began before has ended: this dates nothing. */
      readonly ended?: CommandEnd;
    }
  | { readonly kind: 'warning'; readonly message: string }
);

/** What came of a command of the scenario. */
export interface CommandEnd {
  /** Null when a signal ended it, or it could not start. */
  readonly exitCode: number | null;
  readonly tookMs: number;
  /** The last of what it said, secrets masked. */
  readonly output: string;
}

/** The last line. When it is missing the run is incomplete, and says so. */
export interface DoneRecord {
  readonly type: 'done';
  readonly atMs: number;
  readonly reason: 'finished' | 'interrupted' | 'terminated' | 'aborted';
}
