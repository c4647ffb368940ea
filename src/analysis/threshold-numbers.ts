import type { Histogram } from '../stats/histogram.ts';
import { recoveriesFor } from './event-summary.ts';
import type { Parts } from './summary-parts.ts';
import type { TargetCounts } from './target-counts.ts';
import type { ThresholdNumbers } from './threshold-check.ts';

const HOUR_MS = 3_600_000;

/** The numbers of one target, or of all together. */
export function numbersFor(
  parts: Parts,
  counts: readonly TargetCounts[],
  only: string | undefined,
): ThresholdNumbers {
  const { fold, run } = parts;
  const indices = run.scenario.targets.flatMap(({ name }, index) =>
    only === undefined || name === only ? [index] : [],
  );
  const sum = (pick: (one: TargetCounts) => number) =>
    indices.reduce((total, index) => total + pick(counts[index]!), 0);
  return {
    opened: sum(({ opened }) => opened),
    known: sum(knownOf),
    refused: sum(({ refused }) => refused),
    drops: sum(({ dropped }) => dropped),
    unexplained: sum(({ unexplained }) => unexplained),
    blackholes: sum(({ blackholes }) => blackholes),
    unverified: sum(({ unverified }) => unverified),
    unproven: sum(({ unproven }) => unproven),
    missingExpected: sum(({ missingExpected }) => missingExpected),
    recoveries: () => recoveriesFor(parts, new Set(indices)),
    connectionHours: sum(({ heldMs }) => heldMs) / HOUR_MS,
    latencyMs: (kind, percentile) => {
      const histograms = indices.map((index) => (kind === 'rtt' ? fold.rtt : fold.open)[index]!);
      return worstPercentile(histograms, percentile);
    },
  };
}

/** Over several targets the slowest one's: a threshold for all holds for each. */
function worstPercentile(histograms: readonly Histogram[], percentile: number): number | null {
  const measured = histograms.filter(({ count }) => count > 0);
  if (measured.length === 0) return null;
  return Math.max(...measured.map((histogram) => histogram.percentile(percentile))) / 1_000;
}

/** Connections of which the run knows what became: "still open" without a proof of life is no survival. */
export function knownOf({ opened, unverified, unknown }: TargetCounts): number {
  return opened - unverified - unknown;
}
