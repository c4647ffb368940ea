import * as hdr from 'hdr-histogram-js';
import type { EncodedHistogram } from '../journal/record.ts';

/** One configuration for all shards and runs: histograms of another one do not merge losslessly. */
const CONFIGURATION = {
  bitBucketSize: 32,
  autoResize: false,
  lowestDiscernibleValue: 1,
  /** One hour in microseconds; what is longer is counted as an hour. */
  highestTrackableValue: 3_600_000_000,
  numberOfSignificantValueDigits: 3,
} as const;

/**
 * Times in microseconds, 1 µs to 1 h with three digits. The only file that knows hdr-histogram-js.
 *
 * One of them is 95 KB in memory, so there is one per target and interval, never one per connection.
 * The encoding loses the exact extremes, so they are carried beside it.
 */
export class Histogram {
  readonly #counts = hdr.build(CONFIGURATION);
  #min = Infinity;
  #max = 0;

  /** How many values there are. */
  get count(): number {
    return this.#counts.totalCount;
  }

  /** The exact extremes, in microseconds; `Infinity` and 0 while there is no value. */
  get min(): number {
    return this.#min;
  }

  get max(): number {
    return this.#max;
  }

  record(us: number): void {
    const value = Math.min(CONFIGURATION.highestTrackableValue, Math.max(1, Math.round(us)));
    this.#counts.recordValue(value);
    if (value < this.#min) this.#min = value;
    if (value > this.#max) this.#max = value;
  }

  /** The smallest value that `percentile` percent of all values do not exceed; 0 without values. */
  percentile(percentile: number): number {
    if (this.count === 0) return 0;
    const value = this.#counts.getValueAtPercentile(percentile);
    return Math.min(this.#max, Math.max(this.#min, value));
  }

  encode(): EncodedHistogram {
    const text = hdr.encodeIntoCompressedBase64(this.#counts);
    return { hdr: text, min: this.#min, max: this.#max };
  }

  /** Adds what another process encoded. Throws when it is no such histogram. */
  add({ hdr: text, min, max }: EncodedHistogram): void {
    const other = hdr.decodeFromCompressedBase64(text);
    this.#counts.add(other);
    other.destroy();
    this.#min = Math.min(this.#min, min);
    this.#max = Math.max(this.#max, max);
  }

  reset(): void {
    this.#counts.reset();
    this.#min = Infinity;
    this.#max = 0;
  }
}
