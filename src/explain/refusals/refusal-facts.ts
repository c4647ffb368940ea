/** What the run shows around refusals that look alike. */
export interface RefusalFacts {
  readonly refused: number;
  /** Connections to the same address that the scenario holds at its peak. */
  readonly wanted: number;
  /** Connections to the same address that opened at all. */
  readonly opened: number;
  /** The most that were open at once, and the fewest that were when one was refused. */
  readonly openMost: number;
  readonly openLeastAtRefusal: number;
  /** A later dial opened when fewer were open. */
  readonly openedLater: boolean;
  /** Local addresses that the open ones came from. */
  readonly sources: number;
  /** The same dial, begun with a PROXY header, was answered. */
  readonly wantsProxyHeader?: boolean;
}

/** Of one dial, when nothing else is known. */
export const LONE_REFUSAL: RefusalFacts = {
  refused: 1,
  wanted: 1,
  opened: 0,
  openMost: 0,
  openLeastAtRefusal: 0,
  openedLater: false,
  sources: 1,
};
