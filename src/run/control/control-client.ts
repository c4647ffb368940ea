import type { Socket } from 'node:net';
import { LineBuffer } from './line-buffer.ts';
import { type ControlReply, type ControlRequest, parseLine, REQUEST } from './protocol.ts';

const REQUEST_BYTES_MAX = 4_096;

/** A client that sends nothing for this time has no question. */
const ASK_WITHIN_MS = 5_000;

/** What a client does not read is kept up to here; beyond, it misses some. */
const UNREAD_BYTES_MAX = 256 * 1024;

/** A client that missed so many in a row is gone. */
const MISSED_MAX = 60;

/** What was said last may take so long to be read. */
const LINGER_MS = 1_000;

interface ClientListener {
  onRequest(request: ControlRequest): void;
  onClose(): void;
}

/** Another process at the control socket: it asks once, is told for as long as it reads, and costs little. */
export class ControlClient {
  readonly #socket: Socket;
  readonly #listener: ClientListener;
  readonly #lines = new LineBuffer(REQUEST_BYTES_MAX);
  readonly #timer: NodeJS.Timeout;
  #hasAsked = false;
  #missed = 0;
  /** It is told everything until the end. */
  isFollowing = false;

  constructor(socket: Socket, listener: ClientListener) {
    this.#socket = socket;
    this.#listener = listener;
    this.#timer = setTimeout(() => socket.destroy(), ASK_WITHIN_MS);
    socket.on('data', (piece) => this.#onData(piece));
    // It has gone in the middle of something: 'close' follows.
    socket.on('error', () => {});
    socket.on('close', () => {
      clearTimeout(this.#timer);
      listener.onClose();
    });
  }

  /** From here on it hears everything. */
  follow(first: ControlReply): void {
    this.isFollowing = true;
    this.tell(first);
  }

  tell(reply: ControlReply): void {
    if (this.#socket.writableLength > UNREAD_BYTES_MAX) {
      this.#missed += 1;
      if (this.#missed > MISSED_MAX) this.#socket.destroy();
      return;
    }
    this.#missed = 0;
    this.#socket.write(`${JSON.stringify(reply)}\n`);
  }

  /** The last word. Who does not read it soon does not get it. */
  finish(reply?: ControlReply): void {
    if (this.#socket.writableEnded) return;
    this.isFollowing = false;
    this.#socket.end(reply === undefined ? '' : `${JSON.stringify(reply)}\n`);
    setTimeout(() => this.#socket.destroy(), LINGER_MS).unref();
  }

  #onData(piece: Buffer): void {
    // Whoever goes on talking after the question wants something else.
    if (this.#hasAsked) this.#socket.destroy();
    else this.#take(this.#lines.push(piece));
  }

  #take(lines: readonly string[] | undefined): void {
    if (lines?.length === 0) return;
    this.#hasAsked = true;
    clearTimeout(this.#timer);
    const request = parseLine(lines?.[0] ?? '', REQUEST);
    if (request === undefined)
      this.finish({ tell: 'refused', why: 'Cannot understand this question' });
    else this.#listener.onRequest(request);
  }
}
