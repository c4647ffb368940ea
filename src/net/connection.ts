import type net from 'node:net';
import type { DialRequest, Inbox, Wire } from '../engine/ports.ts';
import type { Ending, Refusal } from '../outcome/ending.ts';
import type { Heard, Opening, Shared } from './connection-parts.ts';
import { finOf } from './fin.ts';
import { NONE_PENDING, PendingReply, wantsPayload } from './pending-replies.ts';
import { filledMessage, type PreparedMessage } from './prepared-message.ts';
import type { Filled } from './sessions/filling.ts';
import { silenceNoticedBy } from './silence.ts';
import { endingOf, refusalOf, type SocketError } from './socket-ending.ts';
import { StrayBytes } from './stray-bytes.ts';

/** How listeners find the connection of their socket, so that none of them is a closure. */
export const kConnection: unique symbol = Symbol('connection');

/** A socket that belongs to a connection. */
export type ConnectionSocket<C = Connection> = net.Socket & { [kConnection]: C };

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
  /** What came while a reply was owed, and was none. */
  #stray: StrayBytes | undefined;

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

  /** `number`: how many of the same are still without a reply. */
  protected abstract send(message: PreparedMessage, number: number): void;

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
    const number =
      message.isAhead || message.expect === 'none' ? 0 : this.#expect(exchange, message);
    if (message.isAhead) this.#claim(exchange);
    this.send(message, number);
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

  received(bytes: number, answers: number, more: Heard = {}): void {
    const atMs = this.shared.nowMs();
    this.#readAtMs = Math.trunc(atMs);
    const { replied = false, backend, settles, isControl } = more;
    if (replied) this.#wroteAtMs = this.#readAtMs;
    const event = {
      kind: 'received',
      slot: this.#slot,
      id: this.#id,
      atMs,
      bytes,
      answers,
      replied,
      ...(settles !== undefined && { settles }),
      ...(isControl === true && { isControl }),
      ...(backend !== undefined && { backend }),
    } as const;
    this.#inbox(event);
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
    if (this.phase === 'open') this.#closed(endingOf(error, this.#silenceNoticedBy()));
    else this.refuse(refusalOf(error, this.phase));
  }

  /** The peer's FIN, or its close_notify, was read. */
  peerFinished(): void {
    if (this.phase === 'over') return;
    if (this.phase === 'open') this.#closed(finOf(this, this.shared.nowMs() - this.#readAtMs));
    else this.refuse({ phase: this.phase, code: 'fin' });
  }

  /** What came instead of the reply says more than the close behind it. */
  #closed(ending: Ending): void {
    const reply = ending.kind === 'fin' || ending.kind === 'rst' ? this.otherReply : undefined;
    this.end(reply === undefined ? ending : { kind: 'other-reply', reply });
  }

  get otherReply(): string | undefined {
    return this.pending.some(wantsPayload) ? this.#stray?.text : undefined;
  }

  /** Payload that is no reply. */
  protected noteStray(bytes: Buffer): void {
    this.#stray ??= new StrayBytes();
    this.#stray.note(bytes, this.pending.some(wantsPayload));
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

  /** Replies are complete. True when the engine waits for them; otherwise they are kept until it does. */
  protected settle(pending: PendingReply, count = 1): boolean {
    this.#stray?.clear();
    if (!pending.isSaid) {
      pending.isAnswered = true;
      return false;
    }
    pending.owed -= count;
    pending.settled += count;
    pending.progress = 0;
    if (pending.owed <= 0) this.#forget(pending);
    return true;
  }

  #claim(exchange: number): void {
    const ahead =
      this.pending.find((pending) => pending.exchange === exchange) ?? this.listenAhead(exchange)!;
    ahead.isSaid = true;
    if (!ahead.isAnswered) return;
    this.#forget(ahead);
    this.received(0, exchange);
  }

  /** How many such replies have been asked for since the oldest that is owed. */
  #expect(exchange: number, message: PreparedMessage): number {
    const known = this.pending.find(
      (pending) => pending.exchange === exchange && pending.isSaid && pending.wantsSame(message),
    );
    if (known !== undefined) {
      known.owed += 1;
      return known.settled + known.owed - 1;
    }
    // The next bytes must be the echo only when no other reply is pending.
    const isNext = this.pending.length === 0;
    this.pending = [...this.pending, new PendingReply(exchange, message, { isSaid: true, isNext })];
    return 0;
  }

  #forget(pending: PendingReply): void {
    const left = this.pending.filter((other) => other !== pending);
    this.pending = left.length === 0 ? NONE_PENDING : left;
  }

  #silenceNoticedBy(): 'keepalive' | 'retransmission' {
    return silenceNoticedBy({
      keepaliveMs: this.shared.target.traffic.keepaliveMs,
      backlogBytes: this.backlogBytes,
      readAtMs: this.#readAtMs,
      wroteAtMs: this.#wroteAtMs,
      nowMs: this.shared.nowMs(),
    });
  }
}
