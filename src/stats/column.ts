/** A column of numbers that grows as rows come. */
export class Column {
  #values: Float64Array<ArrayBuffer>;
  readonly #empty: number;

  constructor(empty: number) {
    this.#empty = empty;
    this.#values = new Float64Array(1_024).fill(empty);
  }

  get(row: number): number {
    return row < this.#values.length ? this.#values[row]! : this.#empty;
  }

  set(row: number, value: number): void {
    if (row >= this.#values.length) {
      const grown = new Float64Array(Math.max(row + 1, this.#values.length * 2)).fill(this.#empty);
      grown.set(this.#values);
      this.#values = grown;
    }
    this.#values[row] = value;
  }
}

/** What an index column says of a row that nobody set. */
export const NOWHERE = -1;

/** A column of ids, places and small counts, at half the size: whole numbers below 2^31. */
export class IndexColumn {
  #values: Int32Array<ArrayBuffer> = new Int32Array(1_024).fill(NOWHERE);

  get(row: number): number {
    return row < this.#values.length ? this.#values[row]! : NOWHERE;
  }

  set(row: number, value: number): void {
    if (row >= this.#values.length) {
      const grown = new Int32Array(Math.max(row + 1, this.#values.length * 2)).fill(NOWHERE);
      grown.set(this.#values);
      this.#values = grown;
    }
    this.#values[row] = value;
  }
}
