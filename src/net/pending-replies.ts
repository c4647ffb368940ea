import type { Search } from './pattern.ts';
import type { PreparedMessage } from './prepared-message.ts';

/** A reply that the peer still owes. It exists from the send to the reply, so an idle connection has none. */
export class PendingReply implements Search {
  readonly exchange: number;
  readonly message: PreparedMessage;
  progress = 0;
  /** How many replies the peer owes: we may ask again before the first has come. */
  owed = 1;
  /** How many of them have come since the first was asked for. */
  settled = 0;
  /** False while the peer may reply before we have sent anything (`isAhead`). */
  isSaid: boolean;
  /** Its reply arrived before it was sent. */
  isAnswered = false;
  /** The next bytes must be the echo. False when another reply may come first. */
  isNext: boolean;

  constructor(
    exchange: number,
    message: PreparedMessage,
    { isSaid, isNext }: { isSaid: boolean; isNext: boolean },
  ) {
    this.exchange = exchange;
    this.message = message;
    this.isSaid = isSaid;
    this.isNext = isNext;
  }

  /** Whether the same reply answers this message: it may differ from one send to the next. */
  wantsSame({ expect, pattern }: PreparedMessage): boolean {
    const { message } = this;
    if (message.expect !== expect) return false;
    if (message.pattern === undefined || pattern === undefined) return message.pattern === pattern;
    return message.pattern.bytes.equals(pattern.bytes);
  }
}

/** Whether a reply of payload may come for it: a pong is none. */
export function wantsPayload({ isSaid, isAnswered, message }: PendingReply): boolean {
  return isSaid && !isAnswered && message.expect !== 'pong' && message.expect !== 'none';
}

/**
 * The payload of a ping that is sent while `number` earlier ones have no pong. A peer may answer only the last of
 * several (RFC 6455 section 5.5.3), so each must be told from the others.
 */
export function numbered(payload: Buffer, number: number): Buffer {
  return number === 0 ? payload : Buffer.concat([payload, Buffer.from(`.${number}`)]);
}

/** Which of the pings that are owed a pong this one answers, counted from 0; -1 when none. */
export function pongNumber({ message, owed, settled }: PendingReply, pong: Buffer): number {
  const { payload, expect, say } = message;
  if (say !== 'ping') return -1;
  for (let number = settled; number < settled + owed; number += 1)
    if (numbered(payload, number).equals(pong)) return number;
  return expect === 'any' ? settled : -1;
}

/** The list of a connection without pending replies, shared by all of them. */
export const NONE_PENDING: readonly PendingReply[] = [];

/** Returned by `matchBytes` while a reply is incomplete. */
export const NOT_YET = -1;
/** Returned by `matchBytes` when the bytes should have been an echo and are not. */
export const WRONG = -2;

/** Reads a chunk of a byte stream. Returns the index behind the reply, `NOT_YET` or `WRONG`. */
export function matchBytes(pending: PendingReply, chunk: Buffer, start: number): number {
  const { expect, pattern } = pending.message;
  if (start >= chunk.length || pattern === undefined) {
    return expect === 'any' && start < chunk.length ? chunk.length : NOT_YET;
  }
  if (expect === 'echo' && pending.isNext) return hearEcho(pending, chunk, start);
  return pattern.find(pending, chunk, start);
}

function hearEcho(pending: PendingReply, chunk: Buffer, start: number): number {
  const { payload } = pending.message;
  const length = Math.min(chunk.length - start, payload.length - pending.progress);
  const expected = payload.subarray(pending.progress, pending.progress + length);
  if (chunk.compare(expected, 0, length, start, start + length) !== 0) return WRONG;
  pending.progress += length;
  return pending.progress === payload.length ? start + length : NOT_YET;
}

/** Whether a whole WebSocket message is the reply. */
export function isAnswer({ message }: PendingReply, received: Buffer): boolean {
  switch (message.expect) {
    case 'any':
      return true;
    case 'echo':
      return message.payload.equals(received);
    case 'pattern':
      return received.includes(message.pattern!.bytes);
    case 'pong':
    case 'none':
      return false;
  }
}

/**
 * Whether a message that is not the reply must have been intended as the echo: it is as long as ours, or begins
 * like it. Anything else may be a message of the server's own and is ignored.
 */
export function isWrongEcho({ message }: PendingReply, received: Buffer): boolean {
  if (message.expect !== 'echo') return false;
  const { payload } = message;
  const length = Math.min(RECOGNIZED_BYTES, payload.length, received.length);
  return (
    received.length === payload.length ||
    (length === RECOGNIZED_BYTES && received.compare(payload, 0, length, 0, length) === 0)
  );
}

/** Enough of `messageBytes` to recognize it. */
const RECOGNIZED_BYTES = 8;
