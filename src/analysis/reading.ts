/** What a reader of the files knows that no record says. */
export interface Reading {
  /** Lines that could not be trusted, and records that are missing by their numbers. */
  readonly damagedRecords: number;
  /** Shards that the run had and that left no journal, or records that no disk took. */
  readonly missing: readonly string[];
  /** The run is still going on: a connection without an end is open, and no record is missed yet. */
  readonly isRunning?: boolean;
}
