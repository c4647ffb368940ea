/** The most rows that one file may have. */
export const ROWS_MAX = 2_000_000;

/**
 * The rows of a data file: one buffer of cells and the end of each. Outside of the JavaScript heap, where 100,000 rows
 * of 840 bytes cost the collector nothing.
 */
export interface Rows {
  readonly columns: readonly string[];
  readonly count: number;
  readonly bytes: Buffer;
  /** Where each cell ends in `bytes`, row by row; a cell begins where the one before it ends. */
  readonly ends: Uint32Array;
  /** The line of the file on which each row begins, from 1. */
  readonly lines: Uint32Array;
}

/** A cell, as a view into the rows. */
export function cellOf({ columns, bytes, ends }: Rows, row: number, column: number): Buffer {
  const index = row * columns.length + column;
  return bytes.subarray(index === 0 ? 0 : ends[index - 1]!, ends[index]!);
}

/** Collects cells in the order of the file. */
export class RowsBuilder {
  readonly #bytes: Buffer;
  #length = 0;
  #ends = new Uint32Array(4_096);
  #cells = 0;
  #lines = new Uint32Array(1_024);
  #count = 0;

  /** For a file whose cells have at most this many bytes together. */
  constructor(bytesMax: number) {
    this.#bytes = Buffer.allocUnsafeSlow(Math.max(1, bytesMax));
  }

  get count(): number {
    return this.#count;
  }

  addByte(byte: number): void {
    this.#bytes[this.#length] = byte;
    this.#length += 1;
  }

  addBytes(source: Buffer, from: number, to: number): void {
    source.copy(this.#bytes, this.#length, from, to);
    this.#length += to - from;
  }

  endCell(): void {
    if (this.#cells === this.#ends.length) this.#ends = grown(this.#ends);
    this.#ends[this.#cells] = this.#length;
    this.#cells += 1;
  }

  endRow(line: number): void {
    if (this.#count === this.#lines.length) this.#lines = grown(this.#lines);
    this.#lines[this.#count] = line;
    this.#count += 1;
  }

  build(columns: readonly string[]): Rows {
    return {
      columns,
      count: this.#count,
      bytes: this.#bytes.subarray(0, this.#length),
      ends: this.#ends.slice(0, this.#cells),
      lines: this.#lines.slice(0, this.#count),
    };
  }
}

function grown(array: Uint32Array): Uint32Array<ArrayBuffer> {
  const larger = new Uint32Array(array.length * 2);
  larger.set(array);
  return larger;
}
