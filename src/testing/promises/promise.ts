/** How long a measurement may take: `gate` seconds, `nightly` minutes. */
export type Effort = 'gate' | 'nightly';

export interface Measured {
  /** What came out, with its units, for people. */
  readonly figure: string;
  readonly ok: boolean;
  /** False when a goal of time was missed, which a starved machine does: told, but no test fails for it. */
  readonly onTime?: boolean;
  /** Why nothing could be measured on this machine. */
  readonly skipped?: string;
}

/** One promise of reliability and how it is measured. */
export interface PromiseRow {
  readonly id: `R${number}` | 'fuzz' | 'hours';
  readonly promise: string;
  readonly goal: string;
  /** What is measured; the numbers of the effort are in the figure. */
  readonly how: string;
  measure(effort: Effort): Measured | Promise<Measured>;
}

/** Nothing was measured, for a reason that is no failure. */
export function skippedFor(reason: string): Measured {
  return { figure: 'not measured', ok: true, skipped: reason };
}

/** `0.03 %`, without more digits than a reader wants. */
export function percentText(share: number): string {
  return `${(share * 100).toFixed(share !== 0 && Math.abs(share) < 0.001 ? 4 : 2)} %`;
}
