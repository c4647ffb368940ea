import type net from 'node:net';
import type { SecureContext } from 'node:tls';
import type { DialRequest } from '../engine/ports.ts';
import type { Ending, Refusal } from '../outcome/ending.ts';
import type { Target } from '../scenario/scenario.ts';
import { readHello } from './hello.ts';
import type { Resolver } from './resolver.ts';
import { endingOfError, refusalOfError, type SocketError } from './socket-ending.ts';
import type { SourcePorts } from './sources.ts';
import type { Spoken } from './speech.ts';

/** What all connections of one target share. */
export interface Shared {
  readonly target: Target;
  readonly speech: readonly Spoken[];
  readonly resolver: Resolver;
  readonly sources: SourcePorts;
  readonly nowMs: () => number;
  readonly secureContext: SecureContext | undefined;
}

/** Data this recent before an end hides how many bytes the end itself had (measured). */
const UNDECIDABLE_MS = 20;

/**
 * One connection as its sockets see it: where its facts are gathered until they are told.
 *
 * The socket carries its link under a symbol, so that listeners can be functions of the module; there is no
 * closure per connection.
 */
export abstract class Link {
  readonly shared: Shared;
  readonly slot: number;
  readonly id: number;
  phase: Refusal['phase'] = 'resolve';
  raw: net.Socket | undefined;
  peer = '';
  isOpen = false;
  /** Everything has been told: nothing more may be. */
  isOver = false;
  dialledMs: number;
  resolvedMs = 0;
  connectedMs = 0;
  securedMs = 0;
  lastDataMs = -Infinity;
  /** `raw.bytesRead` when the last payload (or TLS ticket) had been read. */
  bytesAtLastData = 0;
  heardHello = false;
  sourceAttempts = 0;
  readonly #inbox: DialRequest['inbox'];

  constructor(shared: Shared, { slot, id, inbox }: DialRequest) {
    this.shared = shared;
    this.slot = slot;
    this.id = id;
    this.#inbox = inbox;
    this.dialledMs = shared.nowMs();
  }

  /** The raw socket is connected: TLS, upgrade, or nothing more. */
  abstract onConnected(): void;

  get usesTls(): boolean {
    const { transport } = this.shared.target.address;
    return transport === 'tls' || transport === 'wss';
  }

  opened(atMs: number): void {
    if (this.isOver) return;
    this.isOpen = true;
    this.bytesAtLastData = this.raw?.bytesRead ?? 0;
    const { connectedMs, securedMs } = this;
    const securedOrConnectedMs = this.usesTls ? securedMs : connectedMs;
    this.#inbox({
      kind: 'opened',
      slot: this.slot,
      id: this.id,
      atMs,
      tookMs: [
        this.resolvedMs - this.dialledMs,
        connectedMs - this.resolvedMs,
        securedOrConnectedMs - connectedMs,
        atMs - securedOrConnectedMs,
      ],
      localAddress: this.raw?.localAddress ?? '',
      localPort: this.raw?.localPort ?? 0,
      peer: this.peer,
    });
  }

  refuse(refusal: Refusal): void {
    if (this.isOver) return;
    this.isOver = true;
    const atMs = this.shared.nowMs();
    this.#inbox({ kind: 'refused', slot: this.slot, id: this.id, atMs, refusal });
    this.free();
  }

  end(ending: Ending, atMs = this.shared.nowMs()): void {
    if (this.isOver) return;
    this.isOver = true;
    this.#inbox({ kind: 'ended', slot: this.slot, id: this.id, atMs, ending });
    this.free();
  }

  /** An error of a socket, whichever stage it was in. */
  failed(error: SocketError): void {
    if (this.isOpen) {
      const keepalive = this.shared.target.traffic.keepaliveMs !== undefined;
      this.end(endingOfError(error, { keepalive }));
    } else this.refuse(refusalOfError(error, this.phase));
  }

  /** FIN: with what came before it. */
  finished(): void {
    if (!this.isOpen) {
      this.refuse({ phase: this.phase, code: 'fin' });
      return;
    }
    const atMs = this.shared.nowMs();
    // The address goes when the kernel knows the peer as gone: then a RST stood behind the data.
    const maybeReset = this.raw?.remoteAddress === undefined;
    this.end({ kind: 'fin', ...this.#closeNotify(atMs), ...(maybeReset && { maybeReset }) }, atMs);
  }

  received(event: { bytes: number; answers: number; replied?: boolean; backend?: string }): void {
    if (this.isOver) return;
    const { bytes, answers, replied = false, backend } = event;
    this.#inbox({
      kind: 'received',
      slot: this.slot,
      id: this.id,
      atMs: this.lastDataMs,
      bytes,
      answers,
      replied,
      ...(backend !== undefined && { backend }),
    });
  }

  /** Payload was read: the marks that a later end is compared with. */
  noteData(): void {
    this.lastDataMs = this.shared.nowMs();
    this.bytesAtLastData = this.raw?.bytesRead ?? 0;
  }

  /** Takes the backend's hello off the first payload of the connection. */
  takeHello(first: Buffer): Buffer {
    if (this.heardHello) return first;
    this.heardHello = true;
    const hello = readHello(first);
    if (hello === undefined) return first;
    const { identity, lengthBytes } = hello;
    const backend = identity === undefined ? {} : { backend: identity };
    this.received({ bytes: lengthBytes, answers: -1, ...backend });
    return first.subarray(lengthBytes);
  }

  /** Frees the sockets at once. */
  abstract free(): void;

  #closeNotify(atMs: number): { closeNotify?: boolean | 'undecidable' } {
    if (!this.usesTls) return {};
    if (atMs - this.lastDataMs < UNDECIDABLE_MS) return { closeNotify: 'undecidable' };
    return { closeNotify: (this.raw?.bytesRead ?? 0) > this.bytesAtLastData };
  }
}
