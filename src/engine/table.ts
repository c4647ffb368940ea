import type { Wire } from './ports.ts';

/** The state of a slot's connection. */
export const STATE = {
  /** Empty: not yet dialled, or gone for good. */
  free: 0,
  /** Dropped or refused; dials again at the deadline. */
  waiting: 1,
  opening: 2,
  /** TCP, TLS and upgrade are done; the login is in progress. */
  login: 3,
  open: 4,
  /** The hold is over, and its final probe was sent. */
  probing: 5,
  /** It is due for a redial, but may not dial yet: too many are in progress, or were dialled this second. */
  queued: 6,
} as const;

/** What went or came: payload bytes, and whether a message was in it or only control frames. */
interface Sent {
  readonly bytes: number;
  readonly isMessage: boolean;
}

/** Beats per target, at most: a scenario with more is invalid. */
export const BEATS_MAX = 4;

/**
 * The connections of one shard as columns, one row per slot.
 *
 * Typed arrays, because 20,000 objects of twelve fields cost 230 bytes each and a column entry costs 8
 * (measured); nothing here grows during a run.
 */
export class ConnectionTable {
  readonly capacity: number;
  readonly wires: (Wire | undefined)[];
  readonly state: Uint8Array;
  readonly id: Float64Array;
  readonly target: Uint16Array;
  readonly member: Uint32Array;
  /** When it was dialled, and when it opened. */
  readonly dialledMs: Float64Array;
  readonly openedMs: Float64Array;
  readonly lastSentMs: Float64Array;
  readonly lastReceivedMs: Float64Array;
  readonly quietBeforeLastWriteMs: Float64Array;
  readonly sentBytes: Float64Array;
  readonly receivedBytes: Float64Array;
  readonly localPort: Uint16Array;
  /** Consecutive dials that failed or did not last, for the backoff. */
  readonly attempts: Uint8Array;
  /** How often the member has been dialled, this time included. */
  readonly dials: Uint32Array;
  /** Next line of the login, while in it. */
  readonly loginStep: Uint8Array;
  /** Index into the shard's list of backend identities, plus 1; 0 when it is not known. */
  readonly backend: Uint16Array;
  /** Bit b: beat b waits for its reply. */
  readonly awaiting: Uint8Array;
  /** Bit b: the reply deadline of beat b was extended once, because the reply was unread in our kernel. */
  readonly spared: Uint8Array;
  /** Since when messages went and came, as opposed to control frames; the open when there was none. */
  readonly lastMessageSentMs: Float64Array;
  readonly lastMessageReceivedMs: Float64Array;
  readonly firstSentMs: Float64Array;
  /** Per slot and beat: when the beat is due, exactly and on the grid. */
  readonly dueMs: Float64Array;
  readonly intendedMs: Float64Array;
  /** Of the oldest one without a reply: when it was said, when it should have been, and when it is given up. */
  readonly saidMs: Float64Array;
  readonly askedMs: Float64Array;
  readonly overdueMs: Float64Array;

  constructor(capacity: number) {
    this.capacity = capacity;
    this.wires = new Array<Wire | undefined>(capacity).fill(undefined);
    this.state = new Uint8Array(capacity);
    this.id = new Float64Array(capacity);
    this.target = new Uint16Array(capacity);
    this.member = new Uint32Array(capacity);
    this.dialledMs = new Float64Array(capacity);
    this.openedMs = new Float64Array(capacity);
    this.lastSentMs = new Float64Array(capacity);
    this.lastReceivedMs = new Float64Array(capacity);
    this.quietBeforeLastWriteMs = new Float64Array(capacity);
    this.sentBytes = new Float64Array(capacity);
    this.receivedBytes = new Float64Array(capacity);
    this.localPort = new Uint16Array(capacity);
    this.attempts = new Uint8Array(capacity);
    this.dials = new Uint32Array(capacity);
    this.loginStep = new Uint8Array(capacity);
    this.backend = new Uint16Array(capacity);
    this.awaiting = new Uint8Array(capacity);
    this.spared = new Uint8Array(capacity);
    this.lastMessageSentMs = new Float64Array(capacity);
    this.lastMessageReceivedMs = new Float64Array(capacity);
    this.firstSentMs = new Float64Array(capacity);
    this.dueMs = new Float64Array(capacity * BEATS_MAX);
    this.intendedMs = new Float64Array(capacity * BEATS_MAX);
    this.saidMs = new Float64Array(capacity * BEATS_MAX);
    this.askedMs = new Float64Array(capacity * BEATS_MAX);
    this.overdueMs = new Float64Array(capacity * BEATS_MAX);
  }

  /** Clears what the slot's predecessor left. */
  begin(slot: number, { id, nowMs }: { id: number; nowMs: number }): void {
    this.id[slot] = id;
    this.dials[slot]! += 1;
    this.dialledMs[slot] = nowMs;
    this.openedMs[slot] = nowMs;
    this.lastSentMs[slot] = nowMs;
    this.lastReceivedMs[slot] = nowMs;
    this.quietBeforeLastWriteMs[slot] = 0;
    this.sentBytes[slot] = 0;
    this.receivedBytes[slot] = 0;
    this.localPort[slot] = 0;
    this.loginStep[slot] = 0;
    this.backend[slot] = 0;
    this.awaiting[slot] = 0;
    this.spared[slot] = 0;
    this.dueMs.fill(Infinity, slot * BEATS_MAX, (slot + 1) * BEATS_MAX);
    this.overdueMs.fill(Infinity, slot * BEATS_MAX, (slot + 1) * BEATS_MAX);
  }

  /** TCP, TLS and upgrade are done at `atMs`: all clocks begin. */
  startClocks(slot: number, atMs: number): void {
    this.openedMs[slot] = atMs;
    this.lastSentMs[slot] = atMs;
    this.lastReceivedMs[slot] = atMs;
    this.lastMessageSentMs[slot] = atMs;
    this.lastMessageReceivedMs[slot] = atMs;
    this.firstSentMs[slot] = Infinity;
  }

  /** Payload left at `atMs`. */
  noteSent(slot: number, atMs: number, { bytes, isMessage }: Sent): void {
    const quietSinceMs = Math.max(this.lastSentMs[slot]!, this.lastReceivedMs[slot]!);
    const quietMs = Math.max(0, atMs - quietSinceMs);
    const isOwed = this.awaiting[slot] !== 0;
    // What follows a question without an answer must not hide the silence before the question.
    this.quietBeforeLastWriteMs[slot] = isOwed
      ? Math.max(quietMs, this.quietBeforeLastWriteMs[slot]!)
      : quietMs;
    this.lastSentMs[slot] = atMs;
    this.firstSentMs[slot] = Math.min(atMs, this.firstSentMs[slot]!);
    if (isMessage) this.lastMessageSentMs[slot] = atMs;
    this.sentBytes[slot]! += bytes;
  }

  noteReceived(slot: number, atMs: number, { bytes, isMessage }: Sent): void {
    this.lastReceivedMs[slot] = atMs;
    if (isMessage) this.lastMessageReceivedMs[slot] = atMs;
    this.receivedBytes[slot]! += bytes;
  }

  /** When the oldest question without an answer was said; Infinity when none is owed. */
  askedInVainMs(slot: number): number {
    let oldestMs = Infinity;
    for (let beat = 0; beat < BEATS_MAX; beat += 1)
      if ((this.awaiting[slot]! & (1 << beat)) !== 0)
        oldestMs = Math.min(oldestMs, this.saidMs[slot * BEATS_MAX + beat]!);
    return oldestMs;
  }

  /** How long neither side has sent anything. */
  idleMs(slot: number, nowMs: number): number {
    return nowMs - Math.max(this.lastSentMs[slot]!, this.lastReceivedMs[slot]!);
  }
}
