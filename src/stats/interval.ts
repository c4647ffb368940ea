/** What is compatible with what was seen, both ends included. */
export interface Interval {
  readonly lower: number;
  readonly upper: number;
}
