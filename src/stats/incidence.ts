import { type Lifespans, stepsOf } from './survival.ts';

/** Share of all connections lost to each cause by age; one step per age at which something dropped. */
export interface IncidenceCurves {
  readonly ageMs: Float64Array;
  /** By cause, from cause 1 on. Together they are the share lost. */
  readonly lost: readonly Float64Array[];
}

/**
 * Cumulative incidence of competing causes (Aalen and Johansen 1978). One minus Kaplan-Meier per cause
 * would count connections as lost that another cause had already taken.
 */
export function incidenceOf(rows: Lifespans, causes: number): IncidenceCurves {
  const steps = [...stepsOf(rows, causes)];
  const ageMs = new Float64Array(steps.length);
  const lost = Array.from({ length: causes }, () => new Float64Array(steps.length));
  let alive = 1;
  for (const [index, step] of steps.entries()) {
    ageMs[index] = step.ageMs;
    for (const [cause, curve] of lost.entries()) {
      const before = index === 0 ? 0 : curve[index - 1]!;
      curve[index] = before + (alive * step.dropped[cause + 1]!) / step.atRisk;
    }
    alive *= (step.atRisk - step.droppedTotal) / step.atRisk;
  }
  return { ageMs, lost };
}
