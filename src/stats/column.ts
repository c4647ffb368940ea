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
