/** What every rule and every pass says of itself: printed in traces and in `docs/explanations.md`. */
export interface Named {
  /** The name of its file; unique among all rules and passes. */
  readonly id: string;
  /** What it concludes, and from what. One sentence without a full stop. */
  readonly concludes: string;
  /** What would show that it is wrong. One sentence without a full stop. */
  readonly refutedBy: string;
}
