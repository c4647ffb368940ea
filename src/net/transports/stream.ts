import tls from 'node:tls';
import type { DialRequest, Wire } from '../../engine/ports.ts';
import { dial, kLink, type LinkedSocket } from '../dial.ts';
import { Link, type Shared } from '../link.ts';
import { secureOver } from '../secure.ts';

const NOTHING = -1;

/** A connection of plain bytes: TCP, or TLS over our own TCP socket. */
export class StreamLink extends Link implements Wire {
  /** Where payload goes: the raw socket, or the TLS one over it. */
  #socket: LinkedSocket | undefined;
  /** The exchange whose answer is waited for, and how much of it has been seen. */
  #awaiting = NOTHING;
  #matched = 0;

  constructor(shared: Shared, request: DialRequest) {
    super(shared, request);
    dial(this);
  }

  get backlogBytes(): number {
    return this.#socket?.writableLength ?? 0;
  }

  override onConnected(): void {
    if (!this.usesTls) {
      this.#listen(this.raw as LinkedSocket);
      this.opened(this.connectedMs);
      return;
    }
    this.phase = 'tls';
    const socket = secureOver(this);
    this.#listen(socket);
    socket.once('secureConnect', streamOnSecure);
  }

  say(exchange: number): number {
    const spoken = this.shared.speech[exchange]!;
    if (spoken.bytes.length > 0) this.#socket?.write(spoken.bytes);
    if (spoken.expect !== 'none') {
      this.#awaiting = exchange;
      this.#matched = 0;
    }
    return this.shared.nowMs();
  }

  close(): void {
    this.isOver = true;
    this.#socket?.destroySoon();
  }

  destroy(): void {
    this.isOver = true;
    this.free();
  }

  override free(): void {
    this.#socket?.destroy();
    this.raw?.destroy();
  }

  hear(chunk: Buffer): void {
    this.noteData();
    const payload = this.takeHello(chunk);
    if (payload.length > 0)
      this.received({ bytes: payload.length, answers: this.#answerIn(payload) });
  }

  #answerIn(payload: Buffer): number {
    if (this.#awaiting === NOTHING) return NOTHING;
    const exchange = this.#awaiting;
    const { expect, matcher } = this.shared.speech[exchange]!;
    if (expect !== 'any' && matcher !== undefined) {
      this.#matched = matcher.advance(this.#matched, payload);
      if (!matcher.isFound(this.#matched)) return NOTHING;
    }
    this.#awaiting = NOTHING;
    return exchange;
  }

  #listen(socket: LinkedSocket): void {
    this.#socket = socket;
    socket.on('data', streamOnData);
    socket.on('end', streamOnEnd);
    socket.on('close', streamOnClose);
    if (socket instanceof tls.TLSSocket) socket.on('error', streamOnError);
  }
}

function streamOnSecure(this: LinkedSocket): void {
  const link = this[kLink];
  link.securedMs = link.shared.nowMs();
  link.opened(link.securedMs);
}

function streamOnData(this: LinkedSocket, chunk: Buffer): void {
  (this[kLink] as StreamLink).hear(chunk);
}

function streamOnEnd(this: LinkedSocket): void {
  this[kLink].finished();
}

function streamOnError(this: LinkedSocket, error: NodeJS.ErrnoException): void {
  this[kLink].failed(error);
}

/** The last event of a socket, whatever ended it: nothing may end without being told. */
function streamOnClose(this: LinkedSocket): void {
  this[kLink].finished();
}
