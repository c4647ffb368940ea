import type net from 'node:net';
import type tls from 'node:tls';
import type { DialRequest, Inbox, Wire } from '../engine/ports.ts';
import type { Ending, Refusal } from '../outcome/ending.ts';
import type { Target } from '../scenario/scenario.ts';
import type { CertificateWatch } from './certificate-watch.ts';
import type { Filled, Filling } from './filling.ts';
import { finOf } from './fin.ts';
import { NONE_PENDING, PendingReply } from './pending-replies.ts';
import { filledMessage, type PreparedMessage } from './prepared-message.ts';
import type { Resolver } from './resolver.ts';
import { endingOf, refusalOf, type SocketError } from './socket-ending.ts';
import type { SourcePorts } from './source-ports.ts';

/** How listeners find the connection of their socket, so that none of them is a closure. */
export const kConnection: unique symbol = Symbol('connection');

/** A socket that belongs to a connection. */
export type ConnectionSocket<C = Connection> = net.Socket & { [kConnection]: C };

/** What all connections of one target share. */
export interface Shared {
  readonly target: Target;
  readonly messages: readonly PreparedMessage[];
  readonly nowMs: () => number;
  readonly resolver: Resolver;
  readonly sources: SourcePorts;
  readonly secureContext: tls.SecureContext | undefined;
  readonly certificates: CertificateWatch | undefined;
  /** The name that a connection gives to its backend, when the scenario asks for it. */
  readonly nameOf?: ((id: number) => string) | undefined;
  /** The TLS session that the next dial resumes, when the scenario asks for it. */
  readonly resumption?: { session: Buffer | undefined };
  /** Fills in what differs between connections; undefined when nothing does. */
  readonly filling: Filling | undefined;
  /** Payload bytes of what a connection of the target sent last, where that differs. */
  saidBytes: number | undefined;
}

/** Progress of a dial; forgotten once the connection is open. */
export interface Opening {
  readonly peer: string;
  readonly dialledMs: number;
  readonly resolvedMs: number;
  connectedMs: number;
  /** The same as `connectedMs` without TLS. */
  securedMs: number;
}

type Phase = 'resolve' | 'connect' | 'tls' | 'upgrade' | 'open' | 'over';

/**
 * One connection from its dial to its end: what the engine holds as its `Wire`, and what the listeners of
 * its sockets report to. Everything is reported to the inbox here, and the end exactly once.
 */
export abstract class Connection implements Wire {
  readonly shared: Shared;
  readonly #slot: number;
  readonly #id: number;
  readonly #inbox: Inbox;
  /** Whom templates are filled in for; undefined when the target has none. */
  readonly filled: Filled | undefined;
  phase: Phase = 'resolve';
  opening: Opening | undefined;
  /** Our own TCP socket, where the evidence is, also when TLS runs over it. */
  raw: net.Socket | undefined;
  /** The socket that carries payload: the raw one, or TLS over it. */
  socket: net.Socket | undefined;
  /** The value of `raw.bytesRead` when the last payload (or session ticket) came out of it. */
  rawBytesAtPayload = 0;
  /** In whole milliseconds, which V8 stores without an object of their own. */
  #readAtMs = 0;
  #wroteAtMs = 0;
  protected pending: readonly PendingReply[] = NONE_PENDING;

  /** The name that it gives to its backend, if any. */
  get name(): string | undefined {
    return this.shared.nameOf?.(this.#id);
  }

  constructor(shared: Shared, { slot, id, member, attempt, inbox }: DialRequest) {
    this.shared = shared;
    this.#slot = slot;
    this.#id = id;
    this.#inbox = inbox;
    this.filled = shared.filling === undefined ? undefined : { slot, member, attempt };
  }

  /** `socket` is connected, and secured if its transport is. */
  abstract socketReady(): void;

  protected abstract send(message: PreparedMessage): void;

  /** Queues what has to precede an orderly FIN. */
  protected abstract sendGoodbye(): void;

  get peer(): string | undefined {
    // Undefined while the name is resolved.
    return this.opening?.peer || undefined;
  }

  get backlogBytes(): number {
    return this.socket?.writableLength ?? 0;
  }

  say(exchange: number): number {
    const { nowMs, messages } = this.shared;
    // It may have ended, and the engine has not read the event yet.
    if (this.phase !== 'open') return nowMs();
    const message = this.#prepared(messages[exchange]!, exchange);
    if (message.isAhead) this.#claim(exchange);
    else if (message.expect !== 'none') this.#expect(exchange, message);
    this.send(message);
    const atMs = nowMs();
    if (message.say !== 'nothing') this.#wroteAtMs = Math.trunc(atMs);
    return atMs;
  }

  get saidBytes(): number | undefined {
    return this.shared.saidBytes;
  }

  /** The message as this connection sends it. */
  #prepared(message: PreparedMessage, exchange: number): PreparedMessage {
    const { filling } = this.shared;
    if (filling === undefined) return message;
    const isSame = message.templates === undefined;
    const filled = isSame
      ? message
      : filledMessage(message, exchange, { filling, filled: this.filled! });
    this.shared.saidBytes = isSame ? undefined : filled.payload.length;
    return filled;
  }

  close(): void {
    if (this.phase !== 'open' || this.backlogBytes > 0) {
      // Unwritten bytes would keep the socket for as long as the peer does not read.
      this.destroy();
      return;
    }
    this.phase = 'over';
    this.sendGoodbye();
    this.socket?.destroySoon();
  }

  destroy(): void {
    this.phase = 'over';
    this.pending = NONE_PENDING;
    this.socket?.destroy();
    this.raw?.destroy();
  }

  /** The handshake is done: from here on it can end, and cannot be refused. */
  opened(): void {
    const opening = this.opening!;
    const atMs = this.shared.nowMs();
    const { localAddress = '', localPort = 0 } = this.raw!;
    const { dialledMs, resolvedMs, connectedMs, securedMs, peer } = opening;
    this.opening = undefined;
    this.phase = 'open';
    this.#inbox({
      kind: 'opened',
      slot: this.#slot,
      id: this.#id,
      atMs,
      tookMs: [
        resolvedMs - dialledMs,
        connectedMs - resolvedMs,
        securedMs - connectedMs,
        atMs - securedMs,
      ],
      localAddress,
      localPort,
      peer,
    });
    this.listenAhead(0);
  }

  refuse(refusal: Refusal): void {
    if (this.phase === 'over') return;
    const atMs = this.shared.nowMs();
    const { peer } = this;
    this.destroy();
    this.opening = undefined;
    this.#inbox({
      kind: 'refused',
      slot: this.#slot,
      id: this.#id,
      atMs,
      refusal,
      ...(peer !== undefined && { peer }),
    });
  }

  received(bytes: number, answers: number, more?: { replied?: boolean; backend?: string }): void {
    const atMs = this.shared.nowMs();
    this.#readAtMs = Math.trunc(atMs);
    const replied = more?.replied ?? false;
    if (replied) this.#wroteAtMs = this.#readAtMs;
    const event = {
      kind: 'received',
      slot: this.#slot,
      id: this.#id,
      atMs,
      bytes,
      answers,
      replied,
    } as const;
    this.#inbox(more?.backend === undefined ? event : { ...event, backend: more.backend });
  }

  end(ending: Ending): void {
    if (this.phase === 'over') return;
    const atMs = this.shared.nowMs();
    this.destroy();
    this.#inbox({ kind: 'ended', slot: this.#slot, id: this.#id, atMs, ending });
  }

  /** The socket reported an error, which ends the connection. */
  failed(error: SocketError): void {
    if (this.phase === 'over') return;
    if (this.phase === 'open') this.end(endingOf(error, this.#silenceNoticedBy()));
    else this.refuse(refusalOf(error, this.phase));
  }

  /** The peer's FIN, or its close_notify, was read. */
  peerFinished(): void {
    if (this.phase === 'over') return;
    if (this.phase === 'open') this.end(finOf(this, this.shared.nowMs() - this.#readAtMs));
    else this.refuse({ phase: this.phase, code: 'fin' });
  }

  /** Remembers which raw bytes are accounted for, so that a close_notify can be recognized by its size. */
  noteRawBytes(): void {
    this.rawBytesAtPayload = this.raw?.bytesRead ?? 0;
    this.#readAtMs = Math.trunc(this.shared.nowMs());
  }

  /** A greeting may arrive before the engine asks for it: waits for exchange `next` if that is one. */
  protected listenAhead(next: number): PendingReply | undefined {
    const bare = this.shared.messages[next];
    if (bare?.isAhead !== true) return undefined;
    if (this.pending.some(({ exchange }) => exchange === next)) return undefined;
    const message = this.#prepared(bare, next);
    const ahead = new PendingReply(next, message, { isSaid: false, isNext: false });
    this.pending = [...this.pending, ahead];
    return ahead;
  }

  /** A reply is complete. True when the engine waits for it; otherwise it is kept until it does. */
  protected settle(pending: PendingReply): boolean {
    pending.isAnswered = true;
    if (pending.isSaid) this.#forget(pending.exchange);
    return pending.isSaid;
  }

  #claim(exchange: number): void {
    const ahead =
      this.pending.find((pending) => pending.exchange === exchange) ?? this.listenAhead(exchange)!;
    ahead.isSaid = true;
    if (!ahead.isAnswered) return;
    this.#forget(exchange);
    this.received(0, exchange);
  }

  #expect(exchange: number, message: PreparedMessage): void {
    // The next bytes must be the echo only when no other reply is pending.
    const isNext = this.pending.length === 0;
    this.#forget(exchange);
    this.pending = [...this.pending, new PendingReply(exchange, message, { isSaid: true, isNext })];
  }

  #forget(exchange: number): void {
    const left = this.pending.filter((pending) => pending.exchange !== exchange);
    this.pending = left.length === 0 ? NONE_PENDING : left;
  }

  /**
   * Which timer of the kernel raised ETIMEDOUT. Keep-alive probes stop while data is unacknowledged, and libuv
   * sends 10 of them, one per second; retransmission takes 924 s with Linux's defaults.
   */
  #silenceNoticedBy(): 'keepalive' | 'retransmission' {
    const { keepaliveMs } = this.shared.target.traffic;
    if (keepaliveMs === undefined || this.backlogBytes > 0) return 'retransmission';
    const lastMs = Math.max(this.#readAtMs, this.#wroteAtMs);
    const wroteLast = this.#wroteAtMs > this.#readAtMs;
    const probesMs = Math.max(1000, keepaliveMs) + 10_000;
    const silentMs = this.shared.nowMs() - lastMs;
    return wroteLast && silentMs > probesMs + PROBE_TOLERANCE_MS ? 'retransmission' : 'keepalive';
  }
}

/** Kernel timers and our event loop may be this late. */
const PROBE_TOLERANCE_MS = 1_000;
