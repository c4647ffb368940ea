import { Histogram as PrometheusHistogram, type Registry } from 'prom-client';
import type { Histogram } from '../../stats/histogram.ts';

/** Seconds. From a round trip in one rack to the longest deadline that a scenario may sensibly have. */
const BUCKETS = [
  0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60,
] as const;
const BOUNDS_US = BUCKETS.map((seconds) => seconds * 1e6);

type Values = Awaited<ReturnType<PrometheusHistogram['get']>>['values'];

interface Described {
  readonly name: string;
  readonly help: string;
  readonly registry: Registry;
}

/** A Prometheus histogram whose counts are taken from soak's own: nothing is observed one by one. */
export class FoldedHistogram extends PrometheusHistogram<'target'> {
  readonly #name: string;
  readonly #help: string;
  #values: Values = [];

  constructor({ name, help, registry }: Described) {
    super({ name, help, labelNames: ['target'], buckets: [...BUCKETS], registers: [registry] });
    this.#name = name;
    this.#help = help;
  }

  /** Replaces all of it. Several histograms of one target are added up. */
  show(histograms: readonly (readonly [target: string, histogram: Histogram])[]): void {
    const sums = new Map<string, { counts: number[]; total: number; sumUs: number }>();
    for (const [target, histogram] of histograms) {
      const { atMost, sumUs } = histogram.cumulative(BOUNDS_US);
      const known = sums.get(target) ?? { counts: BUCKETS.map(() => 0), total: 0, sumUs: 0 };
      sums.set(target, {
        counts: known.counts.map((count, index) => count + atMost[index]!),
        total: known.total + histogram.count,
        sumUs: known.sumUs + sumUs,
      });
    }
    this.#values = [...sums].flatMap(([target, { counts, total, sumUs }]) => [
      ...BUCKETS.map((le, index) => this.#value('bucket', { target, le }, counts[index]!)),
      this.#value('bucket', { target, le: '+Inf' }, total),
      this.#value('sum', { target }, sumUs / 1e6),
      this.#value('count', { target }, total),
    ]);
  }

  override async get(): ReturnType<PrometheusHistogram<'target'>['get']> {
    return { ...(await super.get()), values: this.#values };
  }

  /** What the registry asks instead of `get()`; the package's types do not name it. */
  getForPromString(): Promise<object> {
    return Promise.resolve({
      name: this.#name,
      help: this.#help,
      type: 'histogram',
      values: this.#values,
    });
  }

  #value(part: string, labels: Values[number]['labels'], value: number): Values[number] {
    return { metricName: `${this.#name}_${part}`, labels, value };
  }
}
