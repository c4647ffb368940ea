import { addedUp } from '../../scenario/figures/no-numbers.ts';
import type { Latency } from '../../scenario/figures/times.ts';
import type { Histogram } from '../../stats/histogram.ts';
import { recoveriesFor } from '../events/event-summary.ts';
import type { Parts } from '../summary/summary-parts.ts';
import type { TargetCounts } from '../summary/target-counts.ts';
import type { ThresholdNumbers } from './threshold-check.ts';

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
  const histograms: Readonly<Record<Latency, readonly Histogram[]>> = {
    rtt: fold.rtt,
    connect: fold.open,
  };
  return {
    ...addedUp(indices.map((index) => counts[index]!)),
    recoveries: () => recoveriesFor(parts, new Set(indices)),
    latencyMs: (kind, percentile) =>
      worstPercentile(
        indices.map((index) => histograms[kind][index]!),
        percentile,
      ),
  };
}

/** Over several targets the slowest one's: a threshold for all holds for each. */
function worstPercentile(histograms: readonly Histogram[], percentile: number): number | null {
  const measured = histograms.filter(({ count }) => count > 0);
  if (measured.length === 0) return null;
  return Math.max(...measured.map((histogram) => histogram.percentile(percentile))) / 1_000;
}
