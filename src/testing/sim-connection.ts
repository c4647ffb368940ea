import type { Inbox, Wire } from '../engine/ports.ts';
import type { Ending, Refusal } from '../outcome/ending.ts';
import type { Limit } from '../path/path.ts';
import type { Blow, Loss, SimFault, SimOrigin } from './sim-fault.ts';
import type { SimSurroundings } from './sim-surroundings.ts';
import {
  answersProbes,
  clockError,
  type EndingEffect,
  effectOf,
  endingSeen,
  readBySocket,
  type SimWay,
} from './sim-way.ts';

/** Actions of the event heap: a kind, and what it is about, in one number. */
const ACTION = {
  opened: 0,
  refused: 1,
  reply: 2,
  watch: 3,
  strike: 4,
  ended: 5,
  probe: 6,
  unanswered: 7,
} as const;
const KINDS = 8;

/** What a keep-alive needs to notice: 10 probes, 1 s apart (fixed by libuv, measured). */
const KEEPALIVE_PROBING_MS = 10_000;

/** After data as fresh as this nobody can tell the bytes of a close_notify from it (measured). */
const FRESH_MS = 20;

interface SimConnectionOptions {
  readonly index: number;
  readonly slot: number;
  readonly id: number;
  readonly inbox: Inbox;
  readonly network: SimSurroundings;
  readonly way: SimWay;
  readonly origin: SimOrigin;
}

/** One connection through the simulated path, seen from the client: it answers what it is asked. */
export class SimConnection implements Wire {
  readonly index: number;
  readonly id: number;
  readonly origin: SimOrigin;
  readonly localPort: number;
  readonly backlogBytes = 0;
  readonly peer = undefined;
  readonly #slot: number;
  readonly #inbox: Inbox;
  readonly #network: SimSurroundings;
  readonly #way: SimWay;
  isAlive = true;
  isOpen = false;
  #loss: Loss | undefined;
  /** Bytes of ours that nobody acknowledged: the kernel sends no probes meanwhile. */
  #isWaiting = false;
  #ending: Ending | undefined;
  #hasIntroduced = false;
  #dialledMs = 0;
  #openedMs = 0;
  #toBackendMs = 0;
  #toClientMs = 0;
  /** When the last keep-alive probe was answered: by the first station that terminates TCP. */
  #probedMs = 0;

  constructor({ index, slot, id, inbox, network, way, origin }: SimConnectionOptions) {
    this.index = index;
    this.id = id;
    this.origin = origin;
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

  /** What its socket would have in the kernel's send queue. */
  get unacknowledgedBytes(): number {
    return this.#isWaiting ? 1 : 0;
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
    this.#toBackendMs = atMs;
    const { expect } = this.#way.exchanges[exchange]!;
    if (this.#loss === undefined) {
      if (expect.kind !== 'none')
        this.#network.after(this.#network.replyMs(), this, ACTION.reply + exchange * KINDS);
      return atMs;
    }
    const { station, how, acknowledged } = this.#loss;
    if (how === 'rst-on-next-packet') this.#endAfter('rst', station);
    else if (!acknowledged) this.#isWaiting = true;
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
    else if (kind === ACTION.probe) this.#onProbe();
    else if (kind === ACTION.unanswered) this.#onUnanswered();
    else this.#onEnded();
  }

  /** A fault hits this connection, or an event starts the clocks of the hop's limits. */
  suffer(fault: SimFault): void {
    const { hop, kind } = fault;
    const effect = effectOf(kind);
    if (effect === undefined) this.#startEventLimits(fault);
    else this.#strike({ hop, setting: kind, effect });
  }

  #startEventLimits({ hop, kind }: SimFault): void {
    for (const [index, placed] of this.#way.limits.entries()) {
      if (placed.hop.id !== hop || placed.limit.event !== kind) continue;
      const delayMs = placed.limit.afterMs + clockError(placed.limit, this.#network.prng);
      this.#network.after(Math.max(0, delayMs), this, ACTION.strike + index * KINDS);
    }
  }

  #onOpened(): void {
    const { nowMs } = this.#network;
    this.isOpen = true;
    this.#openedMs = nowMs;
    this.#toBackendMs = nowMs;
    this.#toClientMs = nowMs;
    const { localAddress, peer } = this.origin;
    this.#inbox({
      kind: 'opened',
      slot: this.#slot,
      id: this.id,
      atMs: nowMs,
      tookMs: [0, nowMs - this.#dialledMs, 0, 0],
      localAddress,
      localPort: this.localPort,
      peer,
    });
    const { keepaliveMs } = this.#way.target.traffic;
    if (keepaliveMs !== undefined) this.#network.after(keepaliveMs, this, ACTION.probe);
    for (const [index, { limit }] of this.#way.limits.entries()) {
      if (limit.startsAt !== 'last-reset' && limit.startsAt !== 'open') continue;
      const delayMs = limit.afterMs + clockError(limit, this.#network.prng);
      this.#network.after(delayMs, this, ACTION.watch + index * KINDS);
    }
  }

  #onRefused(): void {
    this.isAlive = false;
    const refusal = { phase: 'connect', code: 'ECONNREFUSED' } as const;
    const atMs = this.#network.nowMs;
    this.#inbox({ kind: 'refused', slot: this.#slot, id: this.id, atMs, refusal });
  }

  #onReply(exchange: number): void {
    if (this.#loss !== undefined || this.#ending !== undefined) return;
    const { nowMs } = this.#network;
    const { backend } = this.origin;
    const isNews = backend !== undefined && !this.#hasIntroduced;
    this.#hasIntroduced = true;
    this.#toClientMs = nowMs;
    this.#inbox({
      kind: 'received',
      slot: this.#slot,
      id: this.id,
      atMs: nowMs,
      bytes: 5,
      answers: exchange,
      replied: false,
      ...(isNews && { backend }),
    });
  }

  /** Looks again when the limit could first fire, and only then. */
  #onWatch(index: number): void {
    const { limit, station } = this.#way.limits[index]!;
    if (this.#isOutOfReach(station)) return;
    const resetMs = this.#lastResetMs(limit, station);
    const leftMs = resetMs + limit.afterMs - limit.earlyMs - this.#network.nowMs;
    if (leftMs <= 0) this.#fire(index);
    else {
      const againMs = leftMs + limit.earlyMs + clockError(limit, this.#network.prng);
      this.#network.after(againMs, this, ACTION.watch + index * KINDS);
    }
  }

  #fire(index: number): void {
    const { hop, limit, effects } = this.#way.limits[index]!;
    const effect = effects[this.#network.prng.index(effects.length)] ?? 'fin';
    this.#strike({ hop: hop.id, setting: limit.setting, effect });
  }

  #strike({ hop, setting, effect }: Blow): void {
    const station = this.#way.stations.findIndex(({ id }) => id === hop);
    if (this.#isOutOfReach(station)) return;
    this.#network.ended(this, { hop, setting });
    if (effect !== 'silent' && effect !== 'rst-on-next-packet') {
      this.#endAfter(effect, station);
      return;
    }
    const { terminator } = this.#way;
    const acknowledged = station > terminator || (station === terminator && setting === 'hang');
    this.#loss = { station, how: effect, acknowledged };
  }

  /** What was lost nearer to us hides every end behind it. */
  #isOutOfReach(station: number): boolean {
    return (
      this.#ending !== undefined || (this.#loss !== undefined && station >= this.#loss.station)
    );
  }

  /** On the client's own leg of TCP, in either direction. */
  #lastPacketMs(): number {
    return Math.max(this.#toBackendMs, this.#toClientMs, this.#probedMs);
  }

  /** After a silence the kernel sends a probe, which passes every hop up to the one that answers it. */
  #onProbe(): void {
    // The kernel sends no probe while data is unacknowledged.
    if (this.#ending !== undefined || this.#isWaiting) return;
    const { nowMs } = this.#network;
    const keepaliveMs = this.#way.target.traffic.keepaliveMs!;
    const leftMs = this.#lastPacketMs() + keepaliveMs - nowMs;
    if (leftMs > 0) this.#network.after(leftMs, this, ACTION.probe);
    else if (answersProbes(this.#way, this.#loss)) {
      this.#probedMs = nowMs;
      this.#network.after(keepaliveMs, this, ACTION.probe);
    } else if (this.#loss!.how === 'rst-on-next-packet') this.#endAfter('rst', this.#loss!.station);
    else this.#network.after(KEEPALIVE_PROBING_MS, this, ACTION.unanswered);
  }

  /** Every probe went unanswered, unless data was under way by then: its retransmissions take their place. */
  #onUnanswered(): void {
    if (this.#ending !== undefined || this.#isWaiting) return;
    this.#ending = { kind: 'blackhole', noticedBy: 'keepalive' };
    this.#onEnded();
  }

  #endAfter(effect: EndingEffect, station: number): void {
    if (this.#ending !== undefined) return;
    this.#ending = endingSeen(effect, station, this.#way);
    this.#network.after(this.#network.rttMs() / 2, this, ACTION.ended);
  }

  #onEnded(): void {
    this.destroy();
    const { nowMs } = this.#network;
    const isFresh = this.#toClientMs > this.#openedMs && nowMs - this.#toClientMs < FRESH_MS;
    const isHidden = this.#network.hidesReset();
    const ending = readBySocket(this.#ending!, this.#way, { isFresh, isHidden });
    this.#inbox({ kind: 'ended', slot: this.#slot, id: this.id, atMs: nowMs, ending });
  }

  #lastResetMs({ startsAt, resetBy }: Limit, station: number): number {
    if (startsAt === 'open' || resetBy === 'nothing') return this.#openedMs;
    if (resetBy === 'packets' && station <= this.#way.terminator) return this.#lastPacketMs();
    if (resetBy === 'bytes-to-backend') return this.#toBackendMs;
    if (resetBy === 'bytes-to-client') return this.#toClientMs;
    return Math.max(this.#toBackendMs, this.#toClientMs);
  }
}
