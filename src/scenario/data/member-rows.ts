import type { Target } from '../scenario.ts';
import { pickedRow } from './pick.ts';
import { cellOf, type Rows } from './rows.ts';
import type { DataSource } from './source.ts';

/** The rows of one target's members on one shard, as plain data for the channel to it. */
export interface PackedRows {
  readonly columns: readonly string[];
  /** Columns that no output may name. */
  readonly secret: readonly number[];
  /** Base64: cells, and their ends as 32-bit numbers. */
  readonly cells: string;
  readonly ends: string;
  /** The members: every `step`-th from `first` on. */
  readonly first: number;
  readonly step: number;
}

interface Held {
  readonly target: Target;
  readonly source: DataSource;
  readonly rows: Rows;
  readonly seed: number;
  /** Of the shard: it holds `slots` members, every `step`-th from `first` on. */
  readonly first: number;
  readonly step: number;
  readonly slots: number;
}

/** What one shard needs of a source: the rows of the members that it holds, and no others. */
export function packRows(held: Held): PackedRows {
  const { target, source, rows, seed, first, step, slots } = held;
  const { columns } = rows;
  const width = columns.length;
  const ends = new Uint32Array(slots * width);
  const picked = new Uint32Array(slots);
  let length = 0;
  for (let index = 0; index < slots; index += 1) {
    picked[index] = rowOfMember(first + index * step, { target, source, seed });
    for (let column = 0; column < width; column += 1) {
      length += cellOf(rows, picked[index]!, column).length;
      ends[index * width + column] = length;
    }
  }
  const cells = Buffer.allocUnsafeSlow(length);
  let at = 0;
  for (const row of picked)
    for (let column = 0; column < width; column += 1)
      at += cellOf(rows, row, column).copy(cells, at);
  return {
    columns,
    secret: columns.flatMap((name, index) => (source.show.includes(name) ? [] : [index])),
    cells: cells.toString('base64'),
    ends: Buffer.from(ends.buffer).toString('base64'),
    first,
    step,
  };
}

/** The row of the source that a member of the target has for the whole run, redials included. */
export function rowOfMember(
  member: number,
  { target, source, seed }: Pick<Held, 'target' | 'source' | 'seed'>,
): number {
  const position = (target.each?.offset ?? 0) + member + source.skip;
  return pickedRow(position, { pick: source.pick, rows: source.rows, seed });
}

/** The rows of one target's members on this shard. */
export class MemberRows {
  readonly columns: readonly string[];
  readonly #secret: readonly number[];
  readonly #first: number;
  readonly #step: number;
  readonly #cells: Buffer;
  readonly #ends: Uint32Array;

  constructor(packed: PackedRows) {
    this.columns = packed.columns;
    this.#secret = packed.secret;
    this.#first = packed.first;
    this.#step = packed.step;
    // Not from the pool of small buffers, whose offset need not be a multiple of four.
    const ends = Buffer.from(packed.ends, 'base64');
    this.#ends = new Uint32Array(ends.length / 4);
    Buffer.from(this.#ends.buffer).set(ends);
    this.#cells = Buffer.from(packed.cells, 'base64');
  }

  cell(member: number, column: number): Buffer {
    const index = ((member - this.#first) / this.#step) * this.columns.length + column;
    return this.#cells.subarray(index === 0 ? 0 : this.#ends[index - 1]!, this.#ends[index]!);
  }

  /** The cells of a member that no output may show. */
  secretsOf(member: number): readonly Buffer[] {
    return this.#secret.map((column) => this.cell(member, column));
  }
}
