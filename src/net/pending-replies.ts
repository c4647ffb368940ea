import type { Search } from './pattern.ts';
import type { PreparedMessage } from './prepared-message.ts';

/** An answer that the peer still owes. Lives from the send to the answer, so an idle connection has none. */
export class PendingReply implements Search {
  readonly exchange: number;
  readonly message: PreparedMessage;
  progress = 0;
  /** False while the peer may answer before we have come to say it (`isAhead`). */
  isSaid: boolean;
  /** It was answered before it was said. */
  isAnswered = false;
  /** The very next bytes must be the echo. False when an answer to something else may come first. */
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
}

/** The list of a connection that waits for nothing: one for all of them. */
export const NONE_PENDING: readonly PendingReply[] = [];

/** Given by `hearBytes` while an answer is not complete. */
export const NOT_YET = -1;
/** Given by `hearBytes` and `hearMessage` when what should have been an echo was not. */
export const WRONG = -2;

/** Reads a piece of a byte stream. Gives the index behind the answer, `NOT_YET` or `WRONG`. */
export function hearBytes(pending: PendingReply, chunk: Buffer, start: number): number {
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

/** Looks at one whole WebSocket message: true when it is the answer. */
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
 * True when a message that is no answer must have been intended as the echo: as long as ours, or beginning like
 * it. Anything else may be a message of the server's own and is ignored.
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

/** Enough of `messageBytes` to know it again. */
const RECOGNIZED_BYTES = 8;
