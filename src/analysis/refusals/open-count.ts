/** How many connections of one address were open at any time. */
export class OpenCount {
  readonly #opened: Float64Array;
  readonly #closed: Float64Array;

  /** When they opened and when they ended; one that is open still has no end. */
  constructor(opened: readonly number[], closed: readonly number[]) {
    this.#opened = Float64Array.from(opened).sort();
    this.#closed = Float64Array.from(closed).sort();
  }

  get opened(): number {
    return this.#opened.length;
  }

  at(ms: number): number {
    return countUpTo(this.#opened, ms) - countUpTo(this.#closed, ms);
  }

  /** The most that were open at once. */
  get most(): number {
    let [ended, most] = [0, 0];
    for (const [index, openedAtMs] of this.#opened.entries()) {
      while (this.#closed[ended]! <= openedAtMs) ended += 1;
      most = Math.max(most, index + 1 - ended);
    }
    return most;
  }

  /** Whether one opened after another had ended after this time. */
  reopenedAfter(ms: number): boolean {
    const freed = this.#closed[countUpTo(this.#closed, ms)];
    return freed !== undefined && (this.#opened.at(-1) ?? -Infinity) > freed;
  }
}

/** How many of the values, in order, are not above `ms`. */
function countUpTo(values: Float64Array, ms: number): number {
  let low = 0;
  let high = values.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (values[middle]! <= ms) low = middle + 1;
    else high = middle;
  }
  return low;
}
