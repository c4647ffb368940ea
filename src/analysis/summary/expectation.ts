import type { Target } from '../../scenario/scenario.ts';
import { formatCount } from '../figures.ts';
import type { ThresholdSummary } from './summary.ts';
import type { TargetCounts } from './target-counts.ts';

/** What `expect-drop` promises, as thresholds: a missing or early death is a failure. */
export function expectationsOf(
  targets: readonly Target[],
  counts: readonly TargetCounts[],
): readonly ThresholdSummary[] {
  return targets.flatMap(({ name, expectDrop }, index) => {
    if (expectDrop === undefined) return [];
    const by = expectDrop.by === undefined ? '' : ` by ${expectDrop.by}`;
    const { axis, atMs } = expectDrop;
    const expression = `${name} dropped${by} at ${axis} ${atMs / 1_000} s`;
    return { expression, ...expectationMet(counts[index]!) };
  });
}

/** Connections of which nothing is known may have died as they should: they leave it open. */
function expectationMet({
  opened,
  unknown,
  expectedDrops,
  missingExpected,
}: TargetCounts): Omit<ThresholdSummary, 'expression'> {
  const hasData = opened > unknown && (unknown === 0 || missingExpected > 0);
  const left = unknown > 0 ? `, ${formatCount(unknown)} unknown` : '';
  return {
    ok: opened > 0 && expectedDrops === opened,
    hasData,
    measured: hasData ? expectedDrops : null,
    detail:
      opened > 0
        ? `${formatCount(expectedDrops)} of ${formatCount(opened)}${left}`
        : 'no connection opened',
  };
}
