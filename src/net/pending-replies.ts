import type { Search } from './pattern.ts';
import type { Utterance } from './prepared-message.ts';

/** An answer that the peer still owes. Lives from the send to the answer, so an idle connection has none. */
export class Waiting implements Search {
  readonly exchange: number;
  readonly utterance: Utterance;
  progress = 0;
  /** False while the peer may answer before we have come to say it (`isAhead`). */
  isSaid: boolean;
  /** It was answered before it was said. */
  isAnswered = false;
  /** The very next bytes must be the echo. False when an answer to something else may come first. */
  isNext: boolean;

  constructor(
    exchange: number,
    utterance: Utterance,
    { isSaid, isNext }: { isSaid: boolean; isNext: boolean },
  ) {
    this.exchange = exchange;
    this.utterance = utterance;
    this.isSaid = isSaid;
    this.isNext = isNext;
  }
}

/** The list of a connection that waits for nothing: one for all of them. */
export const NOTHING_OWED: readonly Waiting[] = [];

/** Given by `hearBytes` while an answer is not complete. */
export const NOT_YET = -1;
/** Given by `hearBytes` and `hearMessage` when what should have been an echo was not. */
export const WRONG = -2;

/** Reads a piece of a byte stream. Gives the index behind the answer, `NOT_YET` or `WRONG`. */
export function hearBytes(waiting: Waiting, chunk: Buffer, start: number): number {
  const { expect, pattern } = waiting.utterance;
  if (start >= chunk.length || pattern === undefined) {
    return expect === 'any' && start < chunk.length ? chunk.length : NOT_YET;
  }
  if (expect === 'echo' && waiting.isNext) return hearEcho(waiting, chunk, start);
  return pattern.find(waiting, chunk, start);
}

function hearEcho(waiting: Waiting, chunk: Buffer, start: number): number {
  const { payload } = waiting.utterance;
  const length = Math.min(chunk.length - start, payload.length - waiting.progress);
  const expected = payload.subarray(waiting.progress, waiting.progress + length);
  if (chunk.compare(expected, 0, length, start, start + length) !== 0) return WRONG;
  waiting.progress += length;
  return waiting.progress === payload.length ? start + length : NOT_YET;
}

/** Looks at one whole WebSocket message: true when it is the answer. */
export function isAnswer({ utterance }: Waiting, message: Buffer): boolean {
  switch (utterance.expect) {
    case 'any':
      return true;
    case 'echo':
      return utterance.payload.equals(message);
    case 'pattern':
      return message.includes(utterance.pattern!.bytes);
    case 'pong':
    case 'none':
      return false;
  }
}

/**
 * True when a message that is no answer must have been meant as the echo: as long as ours, or beginning like
 * it. Anything else may be the server's own talk and is let through.
 */
export function isWrongEcho({ utterance }: Waiting, message: Buffer): boolean {
  if (utterance.expect !== 'echo') return false;
  const { payload } = utterance;
  const length = Math.min(RECOGNIZED_BYTES, payload.length, message.length);
  return (
    message.length === payload.length ||
    (length === RECOGNIZED_BYTES && message.compare(payload, 0, length, 0, length) === 0)
  );
}

/** Enough of `messageBytes` to know it again. */
const RECOGNIZED_BYTES = 8;
