/** How sure an explanation is; printed with its reason. */
export type Certainty = 'certain' | 'likely' | 'possible' | 'unexplained';

/** An opinion about why connections ended, computed when a journal is read. */
export interface Cause {
  /** Hop id of the path, or `generator` when the fault is our own. */
  readonly hop: string;
  /** The vendor's spelling of the setting, or what happened: `reload`, `session lost`. */
  readonly setting: string;
  /** What is configured, where the cause is a limit. */
  readonly configuredMs?: number;
  readonly observedMs?: number;
}

/** The explanation of one drop, or of a group of drops. */
export interface Explanation {
  readonly certainty: Certainty;
  /** One when it is certain or likely; several when the evidence does not split them; none when unexplained. */
  readonly causes: readonly Cause[];
  /** One line: why so sure, or why not. */
  readonly reason: string;
  /** How many drops without any cause would lie where these lie; unknown for a drop that was explained alone. */
  readonly expectedByChance?: number;
  /** What would split the candidates, where something would. */
  readonly evidenceNeeded?: string;
}

/** Whether the load generator itself is to blame, and nothing else may be. */
export function isOwnDoing({ causes }: Pick<Explanation, 'causes'>): boolean {
  return causes.length > 0 && causes.every(({ hop }) => hop === 'generator');
}
