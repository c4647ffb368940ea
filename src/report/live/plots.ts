import { Timeline } from '../../analysis/timeline.ts';
import type { IntervalRecord } from '../../journal/record.ts';
import { Histogram } from '../../stats/histogram.ts';

/** The data of the live plots: columns of equal length from one moment on. */
export interface PlotColumns {
  /** Index of the first moment; everything from there on is replaced. */
  readonly from: number;
  readonly atMs: readonly number[];
  /** One per target. */
  readonly open: readonly (readonly number[])[];
  /** Per second, over all targets. */
  readonly opened: readonly number[];
  readonly refused: readonly number[];
  readonly dropped: readonly number[];
  /** Round trips, ms; null if none was measured. */
  readonly p50: readonly (number | null)[];
  readonly p99: readonly (number | null)[];
  readonly max: readonly (number | null)[];
  /** Worst delay of the generator's loop. */
  readonly lagMs: readonly number[];
}

/** Shards report a second up to this many moments later. */
const UNSETTLED_MOMENTS = 5;

/** The plots of a current run; days cost no more than hours. */
export class LivePlots {
  readonly #timeline: Timeline;
  readonly #scratch = new Histogram();

  constructor(targets: number) {
    this.#timeline = new Timeline(targets);
  }

  /** It grows in a long run: then all moments change. */
  get stepMs(): number {
    return this.#timeline.stepMs;
  }

  add(record: IntervalRecord, shard: number): void {
    this.#scratch.reset();
    for (const { rttUs } of record.targets) {
      if (rttUs !== undefined) this.#scratch.add(rttUs);
    }
    this.#timeline.add(record, shard, this.#scratch);
  }

  all(): PlotColumns {
    return this.#columns(0);
  }

  /** What can have changed in the last seconds. */
  latest(): PlotColumns {
    return this.#columns(Math.max(0, this.#timeline.moments.length - UNSETTLED_MOMENTS));
  }

  #columns(from: number): PlotColumns {
    const moments = this.#timeline.moments.slice(from);
    const seconds = this.stepMs / 1_000;
    const perSecond = (counts: readonly number[]) =>
      rounded(counts.reduce((sum, count) => sum + count, 0) / seconds);
    const targets = moments[0]?.open.length ?? 0;
    return {
      from,
      atMs: moments.map(({ atMs }) => atMs),
      open: Array.from({ length: targets }, (_, target) =>
        moments.map(({ open }) => open[target]!),
      ),
      opened: moments.map(({ opened }) => perSecond(opened)),
      refused: moments.map(({ refused }) => perSecond(refused)),
      dropped: moments.map(({ dropped }) => perSecond(dropped)),
      p50: moments.map(({ rtt }) => (rtt === null ? null : rounded(rtt.p50))),
      p99: moments.map(({ rtt }) => (rtt === null ? null : rounded(rtt.p99))),
      max: moments.map(({ rtt }) => (rtt === null ? null : rounded(rtt.max))),
      lagMs: moments.map(({ lagMs }) => rounded(lagMs)),
    };
  }
}

function rounded(value: number): number {
  return Number(value.toPrecision(4));
}
