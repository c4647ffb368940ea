import type { RunView } from '../analysis/analyze.ts';
import type { StopReason } from '../engine/shard.ts';
import type { IntervalRecord, NoteRecord } from '../journal/record.ts';
import type { LiveCause } from '../report/live/causes.ts';
import type { LiveState } from '../report/live/state.ts';
import type { RunFolder } from '../run/run-folder.ts';
import type { Scenario } from '../scenario/scenario.ts';
import type { Explainer } from './explainer.ts';
import type { System } from './system.ts';

/** Somebody who follows a run beside the screen: metrics, a live page, a control socket. */
export interface Observer {
  /** What the shards and the path tell, once a second; shard -1 is the coordinator's own. Must not block. */
  onRecord?(record: IntervalRecord | NoteRecord, shard: number): void;
  /** After the reports are written; the run waits for it, so it bounds its own time. */
  onEnd?(view: RunView, exitCode: number): Promise<void>;
  /** Gives back what it holds, at the end or after a failed start. */
  close(): Promise<void>;
}

/** What an observer may see and do. */
export interface ObservedRun {
  readonly system: System;
  readonly scenario: Scenario;
  readonly folder: RunFolder;
  readonly soakVersion: string;
  /** The wall clock at the run's epoch, ms since 1970. */
  readonly startedAtMs: number;
  /** The counts so far; they are added up before `onRecord` is called. */
  readonly state: LiveState;
  /** Tells the user something, without harm to the live screen. */
  tell(message: string): void;
  /** Explains the run while it goes on. */
  readonly explainer: Explainer;
  /** Shows on the screen why connections drop. */
  explain(causes: readonly LiveCause[]): void;
  /** Ends the run in order: proof of life, drain, report. */
  stop(reason: StopReason): void;
  /** Puts a mark from outside on the timeline, now; answers when that is, ms since the epoch of the run. */
  mark(label: string, about?: MarkedPlace): number;
}

/** What a mark tells beside its label; the more, the better it explains drops. */
export interface MarkedPlace {
  readonly hop?: string | undefined;
  /** A `PathEvent`. */
  readonly event?: string | undefined;
}

/** Opens one observer when its option was given. Rejects with a message for the user. */
export type OpenObserver = (run: ObservedRun) => Promise<Observer>;
