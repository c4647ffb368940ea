const CHUNK_BITS = 12;
const CHUNK_ROWS = 1 << CHUNK_BITS;
const ROW_IN_CHUNK = CHUNK_ROWS - 1;

/**
 * A column of numbers that grows as rows come. In chunks: one array that doubles would be up to half empty, and
 * leave as much behind for the garbage collector.
 */
export class Column {
  readonly #chunks: Float64Array[] = [];
  readonly #empty: number;

  constructor(empty: number) {
    this.#empty = empty;
  }

  get(row: number): number {
    return this.#chunks[row >> CHUNK_BITS]?.[row & ROW_IN_CHUNK] ?? this.#empty;
  }

  set(row: number, value: number): void {
    const place = row >> CHUNK_BITS;
    this.#chunks[place] ??= new Float64Array(CHUNK_ROWS).fill(this.#empty);
    this.#chunks[place][row & ROW_IN_CHUNK] = value;
  }
}

/** What an index column says of a row that nobody set. */
export const NOWHERE = -1;

/** A column of ids, places and small counts, at half the size: whole numbers below 2^31. */
export class IndexColumn {
  readonly #chunks: Int32Array[] = [];

  get(row: number): number {
    return this.#chunks[row >> CHUNK_BITS]?.[row & ROW_IN_CHUNK] ?? NOWHERE;
  }

  set(row: number, value: number): void {
    const place = row >> CHUNK_BITS;
    this.#chunks[place] ??= new Int32Array(CHUNK_ROWS).fill(NOWHERE);
    this.#chunks[place][row & ROW_IN_CHUNK] = value;
  }
}
