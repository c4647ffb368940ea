import net from 'node:net';
import type { DeadlineId, DeadlineOwner, Deadlines } from '../deadlines.ts';
import { readHead, shortAnswer, statusOf, upgradePathOf } from './http-head.ts';
import { ignoreError, type Leg, type LegOwner, legOf } from './legs.ts';

/** nginx: client_header_timeout 60 s; shorter here, because tests wait for it. */
const REQUEST_WITHIN_MS = 10_000;
const HELD_BYTES_MAX = 65_536;
const LINGER_MS = 1_000;

interface VisitOptions {
  readonly front: net.Socket;
  readonly stream: net.Socket;
  readonly deadlines: Deadlines;
  /** Where requests for this path go: an address, or the status that they get. */
  readonly route: (path: string) => { readonly host: string; readonly port: number } | 404 | 503;
  /** nginx answers 504 when the backend's answer to the request takes longer. */
  readonly answerWithinMs: number;
  readonly requestWithinMs?: number;
  /** The backend answered 101: from here on the connection is a tunnel. */
  readonly onUpgraded: (tunnel: Tunnel) => void;
  /** The client left before that. */
  readonly onGone: () => void;
}

export interface Tunnel {
  readonly front: net.Socket;
  readonly stream: net.Socket;
  readonly back: net.Socket;
}

type Phase = 'request' | 'response' | 'relay' | 'leaving' | 'gone';

/** A client at the ingress, from accept to the backend's answer. */
export class Upgrade implements LegOwner, DeadlineOwner {
  readonly #options: VisitOptions;
  readonly #stream: Leg;
  readonly #deadlineId: DeadlineId;
  #back: Leg | undefined;
  #phase: Phase = 'request';
  #request: Buffer = Buffer.alloc(0);
  #response: Buffer = Buffer.alloc(0);
  #early: Buffer = Buffer.alloc(0);

  constructor(options: VisitOptions) {
    this.#options = options;
    this.#deadlineId = options.deadlines.claim(this);
    this.#stream = legOf(options.stream, this);
    if (options.front !== options.stream) options.front.on('error', ignoreError);
    this.#armAfter(options.requestWithinMs ?? REQUEST_WITHIN_MS);
  }

  destroy(): void {
    this.#stream.destroy();
    this.#back?.destroy();
  }

  onDeadline(): void {
    if (this.#phase === 'response') this.#answer(504);
    else this.destroy();
  }

  onBytes(from: Leg, chunk: Buffer): void {
    if (this.#phase === 'request') this.#onRequest(chunk);
    else if (from === this.#back) this.#onResponse(chunk);
    else if (this.#phase === 'response') this.#onEarly(chunk);
  }

  onDrain(): void {
    // Ignored: what passes here is one head in each direction, both capped.
  }

  onFin(from: Leg): void {
    if (from === this.#stream || this.#phase === 'leaving') {
      this.destroy();
      return;
    }
    if (this.#phase === 'response') this.#answer(502);
    else this.#leave();
  }

  onClosed(leg: Leg): void {
    if (leg === this.#stream) {
      this.#phase = 'gone';
      this.#options.deadlines.release(this.#deadlineId);
      this.#back?.destroy();
      this.#options.onGone();
    } else if (this.#phase === 'response') {
      this.#answer(502);
    } else if (this.#phase === 'relay') {
      this.#leave();
    }
  }

  #onRequest(chunk: Buffer): void {
    this.#request = Buffer.concat([this.#request, chunk]);
    const head = readHead(this.#request);
    if (head === undefined) return;
    if (head === 'bad') {
      this.#answer(400);
      return;
    }
    const path = upgradePathOf(head);
    if (typeof path === 'number') {
      this.#answer(path);
      return;
    }
    const next = this.#options.route(path);
    if (typeof next === 'number') {
      this.#answer(next);
      return;
    }
    this.#phase = 'response';
    this.#early = head.rest;
    this.#armAfter(this.#options.answerWithinMs);
    this.#back = legOf(net.connect({ ...next, allowHalfOpen: true, noDelay: true }), this);
    this.#back.write(head.raw);
  }

  #onEarly(chunk: Buffer): void {
    this.#early = Buffer.concat([this.#early, chunk]);
    if (this.#early.length > HELD_BYTES_MAX) this.destroy();
  }

  #onResponse(chunk: Buffer): void {
    if (this.#phase === 'relay') {
      this.#relay(chunk);
      return;
    }
    if (this.#phase !== 'response') return;
    this.#response = Buffer.concat([this.#response, chunk]);
    const head = readHead(this.#response);
    if (head === undefined) return;
    const status = head === 'bad' ? 0 : statusOf(head);
    if (status === 0) {
      this.#answer(502);
      return;
    }
    if (status === 101) {
      this.#upgrade();
      return;
    }
    this.#phase = 'relay';
    this.#relay(this.#response);
  }

  /** A refusal is short; if it is not written, the client does not read. */
  #relay(chunk: Buffer): void {
    this.#stream.write(chunk);
    if (this.#stream.writableLength > HELD_BYTES_MAX) this.destroy();
  }

  #upgrade(): void {
    const { front, stream, deadlines, onUpgraded } = this.#options;
    const back = this.#back;
    if (back === undefined) return;
    this.#phase = 'gone';
    deadlines.release(this.#deadlineId);
    onUpgraded({ front, stream, back });
    stream.write(this.#response);
    if (this.#early.length > 0) back.write(this.#early);
  }

  #answer(status: Parameters<typeof shortAnswer>[0]): void {
    this.#stream.write(shortAnswer(status));
    this.#leave();
  }

  #leave(): void {
    this.#phase = 'leaving';
    this.#back?.destroy();
    this.#stream.end();
    this.#armAfter(LINGER_MS);
  }

  #armAfter(waitMs: number): void {
    const { deadlines } = this.#options;
    deadlines.arm(this.#deadlineId, deadlines.nowMs + waitMs);
  }
}
