/** Two-sided 95 % of a normal distribution. */
const Z_95 = 1.959963984540054;

/** Connections as a survival analysis sees them, one per row. */
export interface Lifespans {
  /** Age at the end, or at the last sight of a connection that did not end. */
  readonly ageMs: Float64Array;
  /** 0: held as far as it was seen (censored). From 1 on: dropped, by that cause. */
  readonly cause: Uint8Array;
  /** Age at which it came under observation (left truncation); 0 for all when absent. */
  readonly entryMs?: Float64Array;
}

/** One step per age at which something dropped, in ascending order. */
export interface SurvivalCurve {
  readonly ageMs: Float64Array;
  /** Share alive just after that age. */
  readonly alive: Float64Array;
  /** Greenwood's standard error of `alive`. */
  readonly standardError: Float64Array;
  /** 95 % log-log band. Where nobody is left it is not defined: 0 to the band before. */
  readonly low: Float64Array;
  readonly high: Float64Array;
  readonly atRisk: Float64Array;
}

/** What happens at one age: `dropped[k]` of `atRisk` by cause k (0 is unused). */
export interface Step {
  readonly ageMs: number;
  readonly atRisk: number;
  readonly dropped: Float64Array;
  readonly droppedTotal: number;
}

/** Share alive by age (Kaplan and Meier 1958), with Greenwood's error and a log-log band. */
export function survivalOf(rows: Lifespans): SurvivalCurve {
  const steps = [...stepsOf(rows, 1)];
  const curve = {
    ageMs: new Float64Array(steps.length),
    alive: new Float64Array(steps.length),
    standardError: new Float64Array(steps.length),
    low: new Float64Array(steps.length),
    high: new Float64Array(steps.length),
    atRisk: new Float64Array(steps.length),
  };
  let alive = 1;
  let greenwood = 0;
  for (const [index, { ageMs, atRisk, droppedTotal }] of steps.entries()) {
    alive *= (atRisk - droppedTotal) / atRisk;
    greenwood += droppedTotal / (atRisk * (atRisk - droppedTotal));
    curve.ageMs[index] = ageMs;
    curve.alive[index] = alive;
    curve.atRisk[index] = atRisk;
    curve.standardError[index] = alive === 0 ? 0 : alive * Math.sqrt(greenwood);
    const [low, high] =
      alive === 0 ? [0, curve.high[index - 1] ?? 1] : logLogBand(alive, Math.sqrt(greenwood));
    curve.low[index] = low;
    curve.high[index] = high;
  }
  return curve;
}

/** `error`: of the logarithm of the share. */
function logLogBand(alive: number, error: number): [low: number, high: number] {
  const width = (Z_95 * error) / Math.log(alive);
  const at = (shift: number) => Math.exp(-Math.exp(Math.log(-Math.log(alive)) + shift));
  return [at(-width), at(width)];
}

/**
 * Walks through the ages at which something dropped. At equal ages drops come before the censored, who
 * are still at risk then; who enters at an age is at risk after it, so who ends as it enters never is.
 */
export function* stepsOf(rows: Lifespans, causes: number): Generator<Step> {
  const { ageMs, cause, entryMs } = rows;
  const byAge = observedByAge(rows);
  const entries = entryMs && Float64Array.from(byAge, (row) => entryMs[row]!).sort();
  let entered = entries === undefined ? byAge.length : 0;
  let left = 0;
  while (left < byAge.length) {
    const age = ageMs[byAge[left]!]!;
    while (entries !== undefined && entered < entries.length && entries[entered]! < age) {
      entered += 1;
    }
    const atRisk = entered - left;
    const dropped = new Float64Array(causes + 1);
    let droppedTotal = 0;
    for (; left < byAge.length && ageMs[byAge[left]!] === age; left += 1) {
      const by = cause[byAge[left]!]!;
      if (by === 0) continue;
      dropped[Math.min(by, causes)]! += 1;
      droppedTotal += 1;
    }
    if (droppedTotal > 0) yield { ageMs: age, atRisk, dropped, droppedTotal };
  }
}

function observedByAge({ ageMs, entryMs }: Lifespans): Uint32Array {
  const rows = Uint32Array.from(ageMs, (_, row) => row);
  const observed = entryMs === undefined ? rows : rows.filter((row) => entryMs[row]! < ageMs[row]!);
  return observed.sort((a, b) => ageMs[a]! - ageMs[b]!);
}
