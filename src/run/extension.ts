import type { Analysis } from '../analysis/analyze.ts';
import type { Summary } from '../analysis/summary/summary.ts';
import type { StopReason } from '../engine/shard.ts';
import type { IntervalRecord, NoteRecord } from '../journal/record.ts';
import type { LiveState } from '../report/live/state.ts';
import type { Scenario } from '../scenario/scenario.ts';
import type { DigestPlan, Explained } from './explaining/digest.ts';
import type { Host } from './host.ts';
import type { RunFolder } from './journals/run-folder.ts';

/**
 * Something that follows a run: the screen, metrics, a live page, a control socket. It hears what is reported while
 * the run goes its way, and the whole of it at the end. A failing extension is removed and never harms the run.
 *
 * ```
 * open ─ onRecord … onRecord ─ onHeld ─ (the reports are written) ─ onEnd ─ close
 *            └ wantsExplained ─ onExplained
 * ```
 */
export interface RunExtension<Output = Summary> {
  /** What the shards and the path report, once a second; shard -1 is the coordinator's own. Must not block. */
  onRecord?(record: IntervalRecord | NoteRecord, shard: number): void;
  /**
   * Whether explanations are of use now; asked after each record. One thread explains for all extensions, for at most
   * a twentieth of the time, and only while one of them wants it. Without this they always are.
   */
  wantsExplained?(): boolean;
  /** Where its digest is: what the explaining thread makes of the run for it. Without one it gets the summary. */
  readonly digest?: DigestPlan;
  onExplained?(explained: Explained<Output>): void;
  /** There will be no more explanations: its digest failed, or the run has too much to explain. */
  onExplainFailed?(why: string): void;
  /** Shows a message to the user; where no extension does, it goes to standard error. */
  onMessage?(message: RunMessage): void;
  /** All connections are closed, and the run is not analyzed yet: the last moment to add an event or a warning. */
  onHeld?(): Promise<void>;
  /** After the reports are written; the run waits for it, so it bounds its own time. */
  onEnd?(view: Analysis, exitCode: number): Promise<void>;
  /** Gives back what it holds, at the end or after a failed start. */
  close(): Promise<void>;
}

/** Something that a user has to know now (`status`), or may want to read again later (`notice`). */
export interface RunMessage {
  readonly kind: 'status' | 'notice';
  readonly text: string;
}

/** What an extension may see and do. */
export interface FollowedRun {
  readonly host: Host;
  readonly scenario: Scenario;
  readonly folder: RunFolder;
  readonly soakVersion: string;
  /** The wall clock at the run's epoch, ms since 1970. */
  readonly startedAtMs: number;
  /** The counts so far; they are added up before `onRecord` is called. */
  readonly state: LiveState;
  /** A message for the user, by whatever extension shows such. */
  notify(text: string): void;
  /** Ends the run in order: proof of life, drain, report. */
  stop(reason: StopReason): void;
  /** Puts a mark from outside on the timeline, now; returns its time, ms since the epoch of the run. */
  mark(label: string, about?: MarkedPlace): number;
  /** Puts an event that soak itself saw on the timeline, now. */
  addEvent(event: PathEventSeen): void;
  /** Adds a warning to the run's report. */
  warn(message: string): void;
}

/** What a mark says beside its label; the more, the better it explains drops. */
export interface MarkedPlace {
  readonly hop?: string | undefined;
  /** A `PathEvent`. */
  readonly event?: string | undefined;
}

/** An event on the path as an extension sees it. */
export type PathEventSeen = Pick<
  Extract<NoteRecord, { kind: 'event' }>,
  'label' | 'hop' | 'event' | 'source'
>;

/** Opens one extension. Rejects with a message for the user. */
export type OpenExtension<Output = unknown> = (run: FollowedRun) => Promise<RunExtension<Output>>;
