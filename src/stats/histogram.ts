// The two modules of the plain JavaScript build; the package's front door loads its WebAssembly build too,
// which doubles the time to start.
import float64Histogram from 'hdr-histogram-js/dist/Float64Histogram.js';
import encoding from 'hdr-histogram-js/dist/JsHistogram.encoding.js';
import type { EncodedHistogram } from '../journal/record.ts';

/** One configuration for every shard and every run, or histograms could not be added up: 1 us to 1 h, 3 digits. */
const LOWEST_US = 1;
const HIGHEST_US = 3_600_000_000;
const DIGITS = 3;

/** Where the counts begin in an encoded histogram of version 2, after its header of numbers. */
const HEADER_BYTES = 40;
const COOKIE = 0x1c849313;

/**
 * Times in microseconds, with every percentile to 3 digits, in 190 KB however many they are. Adding up the
 * histograms of seconds and shards gives exactly that of the whole, which averaging percentiles does not.
 *
 * A time outside of the range counts as its nearest end. `min` and `max` are exact, not of 3 digits.
 */
export class Histogram {
  readonly #counts = new float64Histogram.default(LOWEST_US, HIGHEST_US, DIGITS);
  #min = Number.POSITIVE_INFINITY;
  #max = 0;
  #clamped = 0;

  /** The sum of an encoded histogram and nothing. */
  static decode(encoded: EncodedHistogram): Histogram {
    const histogram = new Histogram();
    histogram.add(encoded);
    return histogram;
  }

  record(us: number): void {
    let counted = Math.round(us);
    if (!(counted >= LOWEST_US && counted <= HIGHEST_US)) {
      counted = counted > HIGHEST_US ? HIGHEST_US : LOWEST_US;
      this.#clamped += 1;
    }
    this.#counts.recordValue(counted);
    const exact = Number.isNaN(us) ? counted : Math.min(HIGHEST_US, Math.max(LOWEST_US, us));
    this.#min = Math.min(this.#min, exact);
    this.#max = Math.max(this.#max, exact);
  }

  /** Adds another one of this process. */
  merge(other: Histogram): void {
    if (other.count === 0) return;
    this.#counts.add(other.#counts);
    this.#min = Math.min(this.#min, other.#min);
    this.#max = Math.max(this.#max, other.#max);
    this.#clamped += other.#clamped;
  }

  /**
   * Adds what another process encoded; throws when it is no such histogram. Its counts go straight to where they belong, which a report over hours of
   * seconds needs: the package's own way, by a second histogram, takes several times as long.
   */
  add({ hdr, min, max }: EncodedHistogram): void {
    const bytes = encoding.decompress(Buffer.from(hdr, 'base64'));
    const end = checkedEnd(bytes);
    const counts = this.#counts;
    let index = 0;
    let total = 0;
    let last = -1;
    for (const reader = { bytes, at: HEADER_BYTES }; reader.at < end; ) {
      const value = readZigZag(reader);
      if (value < 0) {
        index -= value;
        continue;
      }
      if (index >= counts.countsArrayLength) throw new RangeError('Cannot add a longer histogram');
      if (value > 0) {
        counts.addToCountAtIndex(index, value);
        total += value;
        last = index;
      }
      index += 1;
    }
    if (total === 0) return;
    counts.addToTotalCount(total);
    const highest = counts.highestEquivalentValue(counts.valueFromIndex(last));
    counts.maxValue = Math.max(counts.maxValue, highest);
    this.#min = Math.min(this.#min, min);
    this.#max = Math.max(this.#max, max);
  }

  /** For the journal; `min` and `max` are 0 when it is empty. */
  encode(): EncodedHistogram {
    const hdr = this.#counts.encodeIntoCompressedBase64();
    return { hdr, min: this.count === 0 ? 0 : this.#min, max: this.#max };
  }

  /** Empties it, for the next interval. */
  reset(): void {
    this.#counts.reset();
    this.#min = Number.POSITIVE_INFINITY;
    this.#max = 0;
    this.#clamped = 0;
  }

  /** The time that so many percent (0 to 100) did not exceed; 0 when it is empty. */
  percentile(percent: number): number {
    if (this.count === 0) return 0;
    if (percent >= 100) return this.#max;
    return Math.max(this.#min, Math.min(this.#max, this.#counts.getValueAtPercentile(percent)));
  }

  /** How many times were at most each of these ascending bounds, and the sum of all; both to 3 digits. */
  cumulative(boundsUs: readonly number[]): { readonly atMost: number[]; readonly sumUs: number } {
    const counts = this.#counts;
    const end = this.count === 0 ? 0 : counts.countsArrayIndex(counts.maxValue) + 1;
    const atMost: number[] = [];
    let seen = 0;
    let sumUs = 0;
    for (let index = 0; index < end; index += 1) {
      const count = counts.getCountAtIndex(index);
      if (count === 0) continue;
      const value = counts.medianEquivalentValue(counts.valueFromIndex(index));
      while (value > (boundsUs[atMost.length] ?? Infinity)) atMost.push(seen);
      seen += count;
      sumUs += count * value;
    }
    while (atMost.length < boundsUs.length) atMost.push(seen);
    return { atMost, sumUs };
  }

  get count(): number {
    return this.#counts.totalCount;
  }

  /** The exact extremes; `Infinity` and 0 when it is empty. */
  get min(): number {
    return this.#min;
  }

  get max(): number {
    return this.#max;
  }

  /** How many of those recorded here (not of those merged from a journal) lay outside of the range. */
  get clamped(): number {
    return this.#clamped;
  }
}

/** Where the counts end, in an encoded histogram that has our own configuration. */
function checkedEnd(bytes: Uint8Array): number {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const isOurs =
    view.byteLength >= HEADER_BYTES &&
    view.getInt32(0) === COOKIE &&
    view.getInt32(12) === DIGITS &&
    view.getBigInt64(16) === BigInt(LOWEST_US) &&
    view.getBigInt64(24) === BigInt(HIGHEST_US);
  const end = isOurs ? HEADER_BYTES + view.getInt32(4) : 0;
  if (end > view.byteLength || !isOurs) {
    throw new RangeError('Cannot add a histogram of another configuration, or a damaged one');
  }
  return end;
}

/** The next whole number: seven bits a byte, lowest first; odd numbers stand for negative ones, a run of zeros. */
function readZigZag(reader: { readonly bytes: Uint8Array; at: number }): number {
  let value = 0;
  let scale = 1;
  for (let length = 0; length < 8; length += 1) {
    const byte = reader.bytes[reader.at] ?? 0;
    reader.at += 1;
    value += (byte & 0x7f) * scale;
    if (byte < 0x80) return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
    scale *= 128;
  }
  throw new RangeError('Cannot read a count of more than 8 bytes');
}
