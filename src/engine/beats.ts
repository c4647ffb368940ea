import type { Prng } from '../base/prng.ts';
import { firstBeatOf, giveUpMsOf } from '../scenario/exchanges.ts';
import type { Beat, Exchange, Target } from '../scenario/scenario.ts';
import { BEATS_MAX, type ConnectionTable } from './table.ts';

/**
 * The grid on which everything is due. A beat is planned for a point of the grid, so a late beat means that the
 * load generator was late, and nothing else.
 */
export const TICK_MS = 50;

/** A question without an answer. */
interface Owed {
  readonly saidMs: number;
  readonly askedMs: number;
}

interface Answer {
  readonly atMs: number;
  readonly settles: number;
}

/** When the connections of one target send, and which reply they then wait for. */
export class Beats {
  /** Repeated messages, and one more when the peer must speak by itself. */
  readonly count: number;
  /** How often the peer must send something; undefined when it need not. */
  readonly listenMs: number | undefined;
  readonly #first: number;
  readonly #beats: readonly Beat[];
  readonly #table: ConnectionTable;
  readonly #prng: Prng;
  /** Questions after the oldest one without an answer, by slot and beat: few have any. */
  readonly #owed = new Map<number, Owed[]>();

  constructor(target: Target, table: ConnectionTable, prng: Prng) {
    this.#beats = target.traffic.beats;
    this.#first = firstBeatOf(target);
    this.listenMs = target.traffic.listenMs;
    this.count = this.#beats.length + (this.listenMs === undefined ? 0 : 1);
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
    return beat >= 0 && beat < this.#beats.length ? beat : -1;
  }

  /** Whether this stands for the silence of the peer, and not for a message of ours. */
  isListening(beat: number): boolean {
    return beat === this.#beats.length;
  }

  /** Spreads the first beats over a whole period; otherwise every step of the ramp would beat in unison. */
  start(slot: number, nowMs: number): void {
    for (const [beat, { everyMs }] of this.#beats.entries()) {
      this.#aim(slot, beat, nowMs + this.#prng.between(0, everyMs));
    }
    if (this.listenMs !== undefined) this.putOff(slot, this.#beats.length, nowMs + this.listenMs);
  }

  /** The next time at which this connection sends or a reply is given up; Infinity for never. */
  nextDueMs(slot: number): number {
    let nextMs = Infinity;
    for (let beat = 0; beat < this.count; beat += 1) {
      const index = slot * BEATS_MAX + beat;
      nextMs = Math.min(nextMs, this.#table.dueMs[index]!, this.#table.overdueMs[index]!);
    }
    return nextMs;
  }

  isDue(slot: number, beat: number, nowMs: number): boolean {
    return this.#table.dueMs[slot * BEATS_MAX + beat]! <= nowMs;
  }

  isOverdue(slot: number, beat: number, nowMs: number): boolean {
    return this.#table.overdueMs[slot * BEATS_MAX + beat]! <= nowMs;
  }

  isAwaiting(slot: number, beat: number): boolean {
    return (this.#table.awaiting[slot]! & (1 << beat)) !== 0;
  }

  /** A beat went out at `saidMs`. The next one keeps the rhythm, whether a reply has come by then or not. */
  said(slot: number, beat: number, saidMs: number): void {
    const index = slot * BEATS_MAX + beat;
    const { expect } = this.#beats[beat]!;
    const intendedMs = this.#table.intendedMs[index]!;
    this.#next(slot, beat, saidMs);
    if (expect.kind === 'none') return;
    // A send that is more than a tick late counts from when it was meant to go (coordinated omission).
    const askedMs = saidMs - onGrid(intendedMs) > TICK_MS ? intendedMs : saidMs;
    if (this.isAwaiting(slot, beat)) this.#owedOf(index).push({ saidMs, askedMs });
    else this.#await(slot, beat, { saidMs, askedMs });
  }

  /**
   * A reply arrived that stands for the oldest `settles` ones: the round trip of the first, and by how much it is
   * later than asked for.
   */
  answered(
    slot: number,
    beat: number,
    { atMs, settles }: Answer,
  ): { rttMs: number; lateMs: number } {
    const index = slot * BEATS_MAX + beat;
    const rttMs = atMs - this.#table.askedMs[index]!;
    this.#table.awaiting[slot]! &= ~(1 << beat);
    this.#table.overdueMs[index] = Infinity;
    const left = this.#owed.get(index)?.slice(settles - 1) ?? [];
    this.#owed.delete(index);
    const [oldest, ...rest] = left;
    if (oldest !== undefined) this.#await(slot, beat, oldest);
    if (rest.length > 0) this.#owed.set(index, rest);
    return { rttMs, lateMs: rttMs - this.#beats[beat]!.withinMs };
  }

  /** Looks for the reply again at `untilMs`. */
  putOff(slot: number, beat: number, untilMs: number): void {
    this.#table.overdueMs[slot * BEATS_MAX + beat] = onGrid(untilMs);
  }

  /** Forgets what a predecessor in the slot was owed. */
  clear(slot: number): void {
    if (this.#owed.size === 0) return;
    for (let beat = 0; beat < this.count; beat += 1) this.#owed.delete(slot * BEATS_MAX + beat);
  }

  #await(slot: number, beat: number, { saidMs, askedMs }: Owed): void {
    const index = slot * BEATS_MAX + beat;
    this.#table.awaiting[slot]! |= 1 << beat;
    this.#table.spared[slot]! &= ~(1 << beat);
    this.#table.saidMs[index] = saidMs;
    this.#table.askedMs[index] = askedMs;
    this.#table.overdueMs[index] = onGrid(saidMs + giveUpMsOf(this.#beats[beat]!));
  }

  #owedOf(index: number): Owed[] {
    const known = this.#owed.get(index) ?? [];
    this.#owed.set(index, known);
    return known;
  }

  /** Keeps the rhythm of the first beat: the next one is due one period after this one was due. */
  #next(slot: number, beat: number, nowMs: number): void {
    const { everyMs, jitter } = this.#beats[beat]!;
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

/** Whether something is sent that is no control frame. */
export function isMessage({ say }: Exchange): boolean {
  return say.kind === 'bytes' || say.kind === 'message';
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
