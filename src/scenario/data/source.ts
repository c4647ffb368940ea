/** A file with one row per connection. */
export interface DataSource {
  readonly name: string;
  /** As written. */
  readonly file: string;
  readonly columns: readonly string[];
  readonly rows: number;
  readonly pick: DataPick;
  /** Rows that another machine uses. */
  readonly skip: number;
  /** Rows are used again when there are too few. */
  readonly repeats: boolean;
  /** Columns that outputs may name. */
  readonly show: readonly string[];
}

/** `in-order`: row m for member m. `shuffled`: each once, by the seed. `random`: with repetition, by the seed. */
export type DataPick = (typeof DATA_PICKS)[number];
export const DATA_PICKS = ['in-order', 'shuffled', 'random'] as const;

/** The rows that the members of a target take: one each, from `offset` on, for the whole run. */
export interface EachRow {
  readonly source: string;
  readonly offset: number;
}
