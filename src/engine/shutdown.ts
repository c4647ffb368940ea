import { finalProbeOf, giveUpMsOf } from '../scenario/exchanges.ts';
import { onGrid, TICK_MS } from './beats.ts';
import type { Connections } from './connections.ts';
import { STATE } from './table.ts';

/** Asking all connections takes at least about this long, so that no tick has to ask them all. */
const ASK_OVER_MS = 1_000;

/**
 * All shards together ask no more than this per second, or the replies starve them: at 200,000 per second, 14 shards
 * that shared two cores with the server stalled for up to 0.8 s (`npm run bench -- tcp-200k`).
 */
const ASKS_PER_SECOND = 20_000;

/** How long it takes to ask this many connections of all shards, in ms. */
export function askingMs(connections: number): number {
  return Math.max(ASK_OVER_MS, (connections * 1_000) / ASKS_PER_SECOND);
}

interface ShutdownOptions {
  readonly nowMs: number;
  readonly drainMs: number;
  /** How many processes end the run at the same time. */
  readonly shards: number;
}

/**
 * The end of a run. "Still open" is not survival, so every connection is asked for a proof of life and closed when it
 * replies. Closing is spread over the drain; a connection that does not reply in time is a drop like any other silent
 * one. The shutdown ends with the asking, the drain and the last reply deadline, and never waits for a peer's closing
 * handshake.
 */
export class Shutdown {
  readonly #connections: Connections;
  readonly #startMs: number;
  readonly #drainMs: number;
  readonly #askPerTick: number;
  readonly #closePerTick: number;
  #nextToAsk = 0;
  readonly #toClose: { slot: number; life: 'proven' | 'unverified' }[] = [];
  #closed = 0;

  constructor(connections: Connections, { nowMs, drainMs, shards }: ShutdownOptions) {
    this.#connections = connections;
    this.#startMs = nowMs;
    this.#drainMs = drainMs;
    const { capacity } = connections.table;
    this.#askPerTick = Math.ceil((capacity * TICK_MS) / askingMs(capacity * shards));
    this.#closePerTick = Math.ceil((capacity * TICK_MS) / Math.max(drainMs, TICK_MS));
  }

  /** True once every connection has been asked. */
  get asked(): boolean {
    return this.#nextToAsk >= this.#connections.table.capacity;
  }

  tick(nowMs: number): void {
    this.#askSome(nowMs);
    this.#closeSome(nowMs);
  }

  /** The reply to the final probe arrived. */
  proved(slot: number): void {
    this.#connections.wheel.clear(slot);
    this.#toClose.push({ slot, life: 'proven' });
  }

  #askSome(nowMs: number): void {
    const { table } = this.#connections;
    for (let asked = 0; asked < this.#askPerTick && !this.asked; this.#nextToAsk += 1) {
      const slot = this.#nextToAsk;
      const state = table.state[slot];
      if (state === STATE.open) {
        asked += 1;
        this.#ask(slot);
      } else if (state !== STATE.free) {
        this.#connections.closeLocally(slot, { nowMs, why: 'stop', life: 'unverified' });
      }
    }
  }

  #ask(slot: number): void {
    const { target } = this.#connections.groupOf(slot);
    const exchange = finalProbeOf(target);
    this.#connections.wheel.clear(slot);
    this.#connections.table.state[slot] = STATE.probing;
    if (target.finalProbe.kind === 'off') {
      this.#toClose.push({ slot, life: 'unverified' });
      return;
    }
    const saidMs = this.#connections.say(slot, exchange);
    this.#connections.wheel.set(slot, onGrid(saidMs + giveUpMsOf(target.finalProbe.ask)));
  }

  #closeSome(nowMs: number): void {
    // As many as the drain has had time for, so that a stalled tick does not prolong it.
    const dueShare = this.#drainMs === 0 ? 1 : (nowMs - this.#startMs) / this.#drainMs;
    const due = Math.ceil(this.#connections.table.capacity * Math.min(1, dueShare)) - this.#closed;
    const count = Math.max(due, this.#closePerTick);
    for (const { slot, life } of this.#toClose.splice(0, count)) {
      if (this.#connections.table.state[slot] !== STATE.probing) continue;
      this.#closed += 1;
      this.#connections.closeLocally(slot, { nowMs, why: 'stop', life });
    }
  }
}
