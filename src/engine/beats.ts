import type { Prng } from '../base/prng.ts';
import { firstBeatOf } from '../scenario/exchanges.ts';
import type { Beat, Exchange, Target } from '../scenario/scenario.ts';
import { BEATS_MAX, type ConnectionTable } from './table.ts';

/**
 * The grid on which everything is due. A beat is planned for a point of the grid, so a late beat means that the
 * load generator was late, and nothing else.
 */
export const TICK_MS = 50;

/** When the connections of one target send, and which reply they then wait for. */
export class Beats {
  readonly count: number;
  readonly #first: number;
  readonly #beats: readonly Beat[];
  readonly #table: ConnectionTable;
  readonly #prng: Prng;

  constructor(target: Target, table: ConnectionTable, prng: Prng) {
    this.#beats = target.traffic.beats;
    this.#first = firstBeatOf(target);
    this.count = this.#beats.length;
    this.#table = table;
    this.#prng = prng;
  }

  /** The exchange number of a beat, for the wire. */
  exchangeOf(beat: number): number {
    return this.#first + beat;
  }

  /** The beat that an exchange number stands for, or -1. */
  beatOf(exchange: number): number {
    const beat = exchange - this.#first;
    return beat >= 0 && beat < this.count ? beat : -1;
  }

  /** Spreads the first beats over a whole period; otherwise every step of the ramp would beat in unison. */
  start(slot: number, nowMs: number): void {
    for (const [beat, { everyMs }] of this.#beats.entries()) {
      this.#aim(slot, beat, nowMs + this.#prng.between(0, everyMs));
    }
  }

  /** The next time at which this connection sends or a reply deadline expires; Infinity for never. */
  nextDueMs(slot: number): number {
    let nextMs = Infinity;
    for (let beat = 0; beat < this.count; beat += 1) {
      nextMs = Math.min(nextMs, this.#table.dueMs[slot * BEATS_MAX + beat]!);
    }
    return nextMs;
  }

  isDue(slot: number, beat: number, nowMs: number): boolean {
    return this.#table.dueMs[slot * BEATS_MAX + beat]! <= nowMs;
  }

  isAwaiting(slot: number, beat: number): boolean {
    return (this.#table.awaiting[slot]! & (1 << beat)) !== 0;
  }

  /** A beat went out at `saidMs`: waits for its answer, or for the next one when none is expected. */
  said(slot: number, beat: number, saidMs: number): void {
    const index = slot * BEATS_MAX + beat;
    const { expect, withinMs } = this.#beats[beat]!;
    this.#table.saidMs[index] = saidMs;
    if (expect.kind === 'none') {
      this.next(slot, beat, saidMs);
      return;
    }
    this.#table.awaiting[slot]! |= 1 << beat;
    this.#table.spared[slot]! &= ~(1 << beat);
    this.#table.dueMs[index] = onGrid(Math.max(saidMs, this.#table.intendedMs[index]!) + withinMs);
  }

  /**
   * The reply arrived: its round trip. It counts from the intended send time when the send itself was more than a
   * tick late, so that a stalled generator cannot hide a slow reply (coordinated omission).
   */
  answered(slot: number, beat: number, atMs: number): number {
    const index = slot * BEATS_MAX + beat;
    const saidMs = this.#table.saidMs[index]!;
    const intendedMs = this.#table.intendedMs[index]!;
    this.next(slot, beat, atMs);
    return atMs - (saidMs - onGrid(intendedMs) > TICK_MS ? intendedMs : saidMs);
  }

  /** Looks for the reply again at `untilMs`. */
  putOff(slot: number, beat: number, untilMs: number): void {
    this.#table.dueMs[slot * BEATS_MAX + beat] = onGrid(untilMs);
  }

  /** Keeps the rhythm of the first beat: the next one is due one period after this one was due. */
  next(slot: number, beat: number, nowMs: number): void {
    const { everyMs, jitter } = this.#beats[beat]!;
    this.#table.awaiting[slot]! &= ~(1 << beat);
    let dueMs = this.#table.intendedMs[slot * BEATS_MAX + beat]!;
    do dueMs += jitter === 0 ? everyMs : everyMs * this.#prng.between(1 - jitter, 1 + jitter);
    while (dueMs <= nowMs);
    this.#aim(slot, beat, dueMs);
  }

  saidMsOf(slot: number, beat: number): number {
    return this.#table.saidMs[slot * BEATS_MAX + beat]!;
  }

  #aim(slot: number, beat: number, dueMs: number): void {
    const index = slot * BEATS_MAX + beat;
    this.#table.dueMs[index] = onGrid(dueMs);
    this.#table.intendedMs[index] = dueMs;
  }
}

/** The next point of the grid. */
export function onGrid(ms: number): number {
  return Math.ceil(ms / TICK_MS) * TICK_MS;
}

/** Payload bytes of what is sent. */
export function sizeOf({ say }: Exchange): number {
  switch (say.kind) {
    case 'bytes':
      return say.hex.length / 2;
    case 'message':
      return say.sizeBytes;
    case 'ping':
    case 'nothing':
      return 0;
  }
}
