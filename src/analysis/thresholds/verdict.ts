import type { DoneRecord } from '../../journal/record.ts';
import type { ThresholdSummary } from '../summary/summary.ts';

/** What a verdict rests on. */
export interface Evidence {
  readonly thresholds: readonly ThresholdSummary[];
  /** The same thresholds without the drops caused by the generator itself. */
  readonly withoutOwn: readonly ThresholdSummary[];
  /** Connections that opened, in all targets. */
  readonly opened: number;
  readonly dialled: number;
  /** Every shard wrote its last record, and no record is lost or damaged. */
  readonly complete: boolean;
  readonly ended: DoneRecord['reason'] | undefined;
  /** Share of the hold in which the generator itself was stalled, 0 to 1. */
  readonly stalledShare: number;
}

interface Verdict {
  readonly verdict: 'pass' | 'fail' | 'inconclusive';
  readonly exitCode: number;
  /** Why it is inconclusive, for people; empty otherwise. */
  readonly reasons: readonly string[];
}

/** A generator that stalled for more of the hold says little about the path (statistics of the run). */
const STALLED_SHARE_MAX = 0.01;

const EXIT_CODE = { pass: 0, fail: 1, inconclusive: 4 } as const;

/**
 * What a run says: `fail` when a threshold is broken by what was measured and not by ourselves,
 * `inconclusive` when it could not tell, `pass` only when every threshold had data and held. No data never passes.
 */
export function judge(evidence: Evidence): Verdict {
  const { thresholds, withoutOwn, ended } = evidence;
  const isBroken = thresholds.some(
    (one, index) => isBrokenBy(one) && isBrokenBy(withoutOwn[index]!),
  );
  const reasons = reasonsForDoubt(evidence);
  const verdict = isBroken ? 'fail' : reasons.length > 0 ? 'inconclusive' : 'pass';
  const exitCode =
    ended === 'interrupted' ? 130 : ended === 'terminated' ? 143 : EXIT_CODE[verdict];
  return { verdict, exitCode, reasons: isBroken ? [] : reasons };
}

function isBrokenBy({ ok, hasData }: ThresholdSummary): boolean {
  return !ok && hasData;
}

function reasonsForDoubt({
  thresholds,
  withoutOwn,
  opened,
  dialled,
  complete,
  ended,
  stalledShare,
}: Evidence): readonly string[] {
  const reasons: string[] = [];
  if (dialled === 0) reasons.push('nothing was dialled');
  else if (opened === 0) reasons.push('no connection opened');
  if (ended === 'interrupted' || ended === 'terminated') reasons.push('the run was interrupted');
  if (ended === 'aborted') reasons.push('the run was stopped early');
  if (!complete) reasons.push('the evidence is incomplete');
  for (const { expression, hasData, ok } of thresholds) {
    if (!hasData && !ok) reasons.push(`no data for ${expression}`);
  }
  for (const [index, one] of thresholds.entries()) {
    const word = isBrokenBy(one) ? 'was broken by' : 'held only with';
    if (isBrokenBy(one) !== isBrokenBy(withoutOwn[index]!))
      reasons.push(`${one.expression} ${word} drops caused by the generator itself`);
  }
  if (stalledShare > STALLED_SHARE_MAX) {
    reasons.push(`the load generator stalled for ${(stalledShare * 100).toFixed(1)} % of the hold`);
  }
  return reasons;
}
