import type { IntervalRecord } from '../journal/record.ts';
import type { Histogram } from '../stats/histogram.ts';

/** One moment of a run over all shards, one entry per target. */
interface Moment {
  readonly atMs: number;
  readonly open: number[];
  readonly opened: number[];
  readonly refused: number[];
  readonly dropped: number[];
  /** Percentiles of what was measured in it, ms; null when nothing was. */
  rtt: LatencyPoint | null;
  lagMs: number;
}

export interface LatencyPoint {
  readonly p50: number;
  readonly p99: number;
  readonly max: number;
}

/** At most so many moments are kept; beyond it neighbours are merged, so that days cost no more than hours. */
const MOMENTS_MAX = 4_096;

/** Open connections and counts over time, in steps of a second that double when a run is long. */
export class Timeline {
  readonly #targets: number;
  readonly #levels: number[][] = [];
  #moments: Moment[] = [];
  #stepMs = 1_000;

  constructor(targets: number) {
    this.#targets = targets;
  }

  get moments(): readonly Moment[] {
    return this.#moments;
  }

  get stepMs(): number {
    return this.#stepMs;
  }

  add({ atMs, targets, generator }: IntervalRecord, shard: number, rtt?: Histogram): void {
    const moment = this.#momentAt(Math.max(0, atMs));
    const levels = this.#levelsOf(shard);
    for (const [index, { open, opened, refused, dropped }] of targets.entries()) {
      levels[index] = open;
      moment.opened[index]! += opened;
      moment.refused[index]! += refused;
      moment.dropped[index]! += dropped;
    }
    for (let index = 0; index < this.#targets; index += 1) {
      moment.open[index] = this.#levels.reduce(
        (sum, shardLevels) => sum + (shardLevels[index] ?? 0),
        0,
      );
    }
    moment.lagMs = Math.max(moment.lagMs, generator.lagMs);
    if (rtt !== undefined && rtt.count > 0) moment.rtt = worse(moment.rtt, rtt);
  }

  /** Open connections of a target at a time. */
  openAt(target: number, atMs: number): number {
    const last = this.#moments.length - 1;
    const index = Math.min(last, Math.max(0, Math.floor(atMs / this.#stepMs)));
    return this.#moments[index]?.open[target] ?? 0;
  }

  #levelsOf(shard: number): number[] {
    this.#levels[shard] ??= new Array<number>(this.#targets).fill(0);
    return this.#levels[shard];
  }

  #momentAt(atMs: number): Moment {
    while (Math.floor(atMs / this.#stepMs) >= MOMENTS_MAX) this.#halve();
    // An interval closes at its end: it tells of the second before.
    const index = Math.max(0, Math.ceil(atMs / this.#stepMs) - 1);
    while (this.#moments.length <= index) {
      const before = this.#moments.at(-1);
      this.#moments.push(this.#emptyMoment(this.#moments.length * this.#stepMs, before?.open));
    }
    return this.#moments[index]!;
  }

  #emptyMoment(atMs: number, open?: readonly number[]): Moment {
    const zeros = () => new Array<number>(this.#targets).fill(0);
    const levels = open === undefined ? zeros() : [...open];
    return {
      atMs,
      open: levels,
      opened: zeros(),
      refused: zeros(),
      dropped: zeros(),
      rtt: null,
      lagMs: 0,
    };
  }

  #halve(): void {
    const halved: Moment[] = [];
    for (let index = 0; index < this.#moments.length; index += 2) {
      const first = this.#moments[index]!;
      const second = this.#moments[index + 1];
      halved.push(second === undefined ? first : merged(first, second));
    }
    this.#moments = halved;
    this.#stepMs *= 2;
  }
}

function merged(first: Moment, second: Moment): Moment {
  const sums = (a: readonly number[], b: readonly number[]) =>
    a.map((value, index) => value + b[index]!);
  return {
    atMs: first.atMs,
    open: second.open,
    opened: sums(first.opened, second.opened),
    refused: sums(first.refused, second.refused),
    dropped: sums(first.dropped, second.dropped),
    rtt: higher(first.rtt, second.rtt),
    lagMs: Math.max(first.lagMs, second.lagMs),
  };
}

function worse(before: LatencyPoint | null, rtt: Histogram): LatencyPoint {
  const [p50, p99] = [50, 99].map((percentile) => rtt.percentile(percentile) / 1_000);
  return higher(before, { p50: p50!, p99: p99!, max: rtt.max / 1_000 })!;
}

/** Of two parts of a moment, the slower one: percentiles do not average. */
function higher(a: LatencyPoint | null, b: LatencyPoint | null): LatencyPoint | null {
  if (a === null || b === null) return a ?? b;
  return { p50: Math.max(a.p50, b.p50), p99: Math.max(a.p99, b.p99), max: Math.max(a.max, b.max) };
}
