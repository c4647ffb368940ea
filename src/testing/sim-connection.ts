import type { Inbox, Wire } from '../engine/ports.ts';
import type { Ending, Refusal } from '../outcome/ending.ts';
import type { Effect, Limit, TransportKind } from '../path/path.ts';
import type { SimFault, SimNetwork, SimWay } from './sim-network.ts';

/** Actions of the event heap: a kind, and what it is about, in one number. */
const ACTION = {
  opened: 0,
  refused: 1,
  reply: 2,
  watch: 3,
  strike: 4,
  ended: 5,
  noticed: 6,
} as const;
const KINDS = 8;

/** What a keep-alive needs to notice: 10 probes, 1 s apart (fixed by libuv, measured). */
const KEEPALIVE_PROBING_MS = 10_000;

interface SimConnectionOptions {
  readonly index: number;
  readonly slot: number;
  readonly id: number;
  readonly inbox: Inbox;
  readonly network: SimNetwork;
  readonly way: SimWay;
}

/** One connection through the simulated path, seen from the client: it answers what it is asked. */
export class SimConnection implements Wire {
  readonly index: number;
  readonly id: number;
  readonly localPort: number;
  readonly backlogBytes = 0;
  readonly #slot: number;
  readonly #inbox: Inbox;
  readonly #network: SimNetwork;
  readonly #way: SimWay;
  isAlive = true;
  isOpen = false;
  /** Set when a hop has lost the session and told nobody. */
  #forgottenAs: 'rst-on-next-packet' | 'silent' | undefined;
  #ending: Ending | undefined;
  #dialledMs = 0;
  #openedMs = 0;
  #toBackendMs = 0;
  #toClientMs = 0;

  constructor({ index, slot, id, inbox, network, way }: SimConnectionOptions) {
    this.index = index;
    this.id = id;
    this.localPort = 1_024 + (index % 64_000);
    this.#slot = slot;
    this.#inbox = inbox;
    this.#network = network;
    this.#way = way;
  }

  get phase(): Refusal['phase'] {
    return 'connect';
  }

  get targetName(): string {
    return this.#way.target.name;
  }

  get isForgotten(): boolean {
    return this.#forgottenAs !== undefined;
  }

  passes(hop: string): boolean {
    return this.#way.target.via.includes(hop);
  }

  dial(): void {
    this.#dialledMs = this.#network.nowMs;
    const action = this.#network.isRefusing(this.#way) ? ACTION.refused : ACTION.opened;
    this.#network.after(this.#network.rttMs(), this, action);
  }

  say(exchange: number): number {
    const atMs = this.#network.nowMs;
    if (!this.isAlive) return atMs;
    if (this.#forgottenAs === 'rst-on-next-packet') this.#endAfter({ kind: 'rst' });
    if (this.#forgottenAs !== undefined) return atMs;
    this.#toBackendMs = atMs;
    if (this.#way.exchanges[exchange]!.expect.kind !== 'none') {
      this.#network.after(this.#network.rttMs(), this, ACTION.reply + exchange * KINDS);
    }
    return atMs;
  }

  close(): void {
    this.destroy();
  }

  destroy(): void {
    this.isAlive = false;
    this.isOpen = false;
  }

  onEvent(action: number): void {
    if (!this.isAlive) return;
    const kind = action % KINDS;
    const about = (action - kind) / KINDS;
    if (kind === ACTION.opened) this.#onOpened();
    else if (kind === ACTION.refused) this.#onRefused();
    else if (kind === ACTION.reply) this.#onReply(about);
    else if (kind === ACTION.watch) this.#onWatch(about);
    else if (kind === ACTION.strike) this.#fire(about);
    else this.#onEnded();
  }

  /** A fault hits this connection, or an event starts the clocks of the hop's limits. */
  suffer(fault: SimFault): void {
    switch (fault.kind) {
      case 'reload':
      case 'shutdown':
      case 'backend-stop':
      case 'backend-removed':
        this.#startEventLimits(fault);
        return;
      case 'lose-state':
        this.#suffer(fault, 'rst-on-next-packet');
        return;
      case 'silence':
        this.#suffer(fault, 'silent');
        return;
      case 'fin':
      case 'rst':
      case 'close-frame':
        this.#suffer(fault, fault.kind);
        return;
      case 'refuse':
        return;
    }
  }

  #suffer({ hop, kind }: SimFault, effect: Effect): void {
    this.#network.ended(this, { hop, setting: kind });
    this.#apply(effect);
  }

  #startEventLimits({ hop, kind }: SimFault): void {
    for (const [index, placed] of this.#way.limits.entries()) {
      if (placed.hop.id !== hop || placed.limit.event !== kind) continue;
      const delayMs = placed.limit.afterMs + this.#clockError(placed.limit);
      this.#network.after(Math.max(0, delayMs), this, ACTION.strike + index * KINDS);
    }
  }

  #onOpened(): void {
    const { nowMs } = this.#network;
    this.isOpen = true;
    this.#openedMs = nowMs;
    this.#toBackendMs = nowMs;
    this.#toClientMs = nowMs;
    const connectMs = nowMs - this.#dialledMs;
    this.#inbox({
      kind: 'opened',
      slot: this.#slot,
      id: this.id,
      atMs: nowMs,
      tookMs: [0, connectMs, 0, 0],
      localAddress: '192.0.2.1',
      localPort: this.localPort,
      peer: '192.0.2.80',
    });
    for (const [index, { limit }] of this.#way.limits.entries()) {
      if (limit.startsAt !== 'last-reset' && limit.startsAt !== 'open') continue;
      if (this.#isKeptAlive(limit)) continue;
      this.#network.after(
        limit.afterMs + this.#clockError(limit),
        this,
        ACTION.watch + index * KINDS,
      );
    }
  }

  #onRefused(): void {
    this.isAlive = false;
    const refusal = { phase: 'connect', code: 'ECONNREFUSED' } as const;
    const { nowMs } = this.#network;
    this.#inbox({ kind: 'refused', slot: this.#slot, id: this.id, atMs: nowMs, refusal });
  }

  #onReply(exchange: number): void {
    if (this.#forgottenAs !== undefined || this.#ending !== undefined) return;
    this.#toClientMs = this.#network.nowMs;
    this.#inbox({
      kind: 'received',
      slot: this.#slot,
      id: this.id,
      atMs: this.#network.nowMs,
      bytes: 5,
      answers: exchange,
      replied: false,
    });
  }

  /** Looks again when the limit could first fire, and only then. */
  #onWatch(index: number): void {
    if (this.#forgottenAs !== undefined || this.#ending !== undefined) return;
    const { limit } = this.#way.limits[index]!;
    const leftMs = this.#lastResetMs(limit) + limit.afterMs - limit.earlyMs - this.#network.nowMs;
    if (leftMs <= 0) this.#fire(index);
    else {
      const againMs = leftMs + limit.earlyMs + this.#clockError(limit);
      this.#network.after(againMs, this, ACTION.watch + index * KINDS);
    }
  }

  #fire(index: number): void {
    if (this.#forgottenAs !== undefined || this.#ending !== undefined) return;
    const { hop, limit } = this.#way.limits[index]!;
    this.#network.ended(this, { hop: hop.id, setting: limit.setting });
    this.#apply(limit.effects[this.#network.prng.index(limit.effects.length)]!);
  }

  #apply(effect: Effect): void {
    if (effect === 'silent' || effect === 'rst-on-next-packet') this.#forget(effect);
    else this.#endAfter(endingOf(effect, this.#way.target.address.transport));
  }

  #forget(how: 'rst-on-next-packet' | 'silent'): void {
    this.#forgottenAs = how;
    const { keepaliveMs } = this.#way.target.traffic;
    if (keepaliveMs === undefined) return;
    const probeMs = Math.max(this.#toBackendMs, this.#toClientMs) + keepaliveMs;
    const noticedMs = how === 'silent' ? KEEPALIVE_PROBING_MS : 0;
    this.#ending =
      how === 'silent' ? { kind: 'blackhole', noticedBy: 'keepalive' } : { kind: 'rst' };
    const delayMs = Math.max(0, probeMs - this.#network.nowMs) + noticedMs;
    this.#network.after(delayMs, this, ACTION.noticed);
  }

  #endAfter(ending: Ending): void {
    if (this.#ending !== undefined) return;
    this.#ending = ending;
    this.#network.after(this.#network.rttMs() / 2, this, ACTION.ended);
  }

  #onEnded(): void {
    this.destroy();
    const { nowMs } = this.#network;
    this.#inbox({
      kind: 'ended',
      slot: this.#slot,
      id: this.id,
      atMs: nowMs,
      ending: this.#ending!,
    });
  }

  #lastResetMs({ resetBy }: Limit): number {
    switch (resetBy) {
      case 'packets':
      case 'bytes':
        return Math.max(this.#toBackendMs, this.#toClientMs);
      case 'bytes-to-backend':
        return this.#toBackendMs;
      case 'bytes-to-client':
        return this.#toClientMs;
      case 'nothing':
        return this.#openedMs;
    }
  }

  /** Keep-alive probes restart a clock that counts packets. */
  #isKeptAlive({ resetBy, startsAt, afterMs }: Limit): boolean {
    const { keepaliveMs } = this.#way.target.traffic;
    return (
      startsAt === 'last-reset' &&
      resetBy === 'packets' &&
      keepaliveMs !== undefined &&
      keepaliveMs < afterMs
    );
  }

  /** Real clocks are off by a little; well within what the limit says of itself. */
  #clockError({ earlyMs, lateMs }: Limit): number {
    return this.#network.prng.between(-0.6 * earlyMs, 0.6 * lateMs);
  }
}

/** What the client's socket sees of an effect that ends the connection at once. */
function endingOf(
  effect: 'fin' | 'close-notify' | 'rst' | 'close-frame',
  via: TransportKind,
): Ending {
  const isTls = via === 'tls' || via === 'wss';
  const isWebSocket = via === 'ws' || via === 'wss';
  if (effect === 'rst') return { kind: 'rst' };
  if (effect === 'close-frame' && isWebSocket) {
    return { kind: 'close-frame', code: 1001, reason: '' };
  }
  return { kind: 'fin', ...(isTls && { closeNotify: effect !== 'fin' }) };
}
