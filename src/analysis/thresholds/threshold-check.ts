import { type TargetNumbers, thresholdFigure } from '../../scenario/figures/target-figures.ts';
import { type Latency, RECOVERY } from '../../scenario/figures/times.ts';
import type { Threshold } from '../../scenario/scenario.ts';
import { connectionsNeeded } from '../../stats/planning.ts';
import { meanAtLeast, meanAtMost } from '../../stats/poisson.ts';
import { shareAtLeast, shareAtMost } from '../../stats/proportion.ts';
import type { Recovery } from '../events/recovery.ts';
import { formatCount, formatMs, formatShare } from '../figures.ts';
import type { ThresholdSummary } from '../summary/summary.ts';

const HOUR_MS = 3_600_000;

/** What thresholds are checked against: the figures of one target, or of all targets together. */
export interface ThresholdNumbers extends TargetNumbers {
  /** How the connections came back after each event; asked for only when a threshold needs it. */
  recoveries(): readonly Recovery[];
  /** In ms; null when nothing was measured. */
  latencyMs(kind: Latency, percentile: number): number | null;
}

interface Measured {
  /** In the threshold's unit; null without data. */
  readonly value: number | null;
  /** The end of the one-sided interval that must pass, where a confidence is asked for. */
  readonly limit: number | null;
  readonly detail: string;
}

/** Holds one threshold against a run's numbers. Without data it never passes. */
export function checkThreshold(threshold: Threshold, numbers: ThresholdNumbers): ThresholdSummary {
  const { value, limit, detail } = measure(threshold, numbers);
  const judged = limit ?? value;
  return {
    expression: threshold.expression,
    ok: judged !== null && compare(judged, threshold),
    hasData: value !== null,
    measured: value,
    detail,
  };
}

export function compare(value: number, { operator, value: wanted }: Threshold): boolean {
  switch (operator) {
    case '<':
      return value < wanted;
    case '<=':
      return value <= wanted;
    case '==':
      return value === wanted;
    case '>':
      return value > wanted;
    case '>=':
      return value >= wanted;
  }
}

function measure(threshold: Threshold, numbers: ThresholdNumbers): Measured {
  const { metric } = threshold;
  if (typeof metric === 'object') {
    const ms = numbers.latencyMs(metric.latency, metric.percentile);
    return { value: ms, limit: null, detail: ms === null ? 'nothing was measured' : formatMs(ms) };
  }
  if (metric === RECOVERY.name) return measureRecovery(threshold, numbers.recoveries());
  const figure = thresholdFigure(metric);
  const events = figure.count(numbers);
  const total = figure.outOf(numbers);
  if (total === 0)
    return {
      value: null,
      limit: null,
      detail:
        numbers.opened === 0
          ? 'no connection opened'
          : (figure.withoutData ?? 'no connection proved what became of it'),
    };
  switch (threshold.unit) {
    case 'share':
      return measureShare(threshold, events, total);
    case 'per-1000-h':
      return measureRate(threshold, events, numbers.heldMs / HOUR_MS);
    case 'count':
    case 'ms':
      return {
        value: events,
        limit: null,
        detail: `${formatCount(events)} of ${formatCount(total)}`,
      };
  }
}

function measureShare(
  { confidence, value, operator }: Threshold,
  events: number,
  total: number,
): Measured {
  const share = events / total;
  const counted = `${formatCount(events)} of ${formatCount(total)}`;
  if (confidence === undefined)
    return { value: share, limit: null, detail: `${formatShare(share)}, ${counted}` };
  const isUpper = operator === '<' || operator === '<=';
  const counts = { count: events, total };
  const limit = isUpper ? shareAtMost(counts, confidence) : shareAtLeast(counts, confidence);
  const bound = `${isUpper ? 'at most' : 'at least'} ${formatShare(limit)}`;
  const needed = isUpper && share < value && limit >= value ? needs(value, events, confidence) : '';
  return { value: share, limit, detail: `${counted}, ${bound}${needed}` };
}

/** A run that held its threshold and is too small to prove it is told how large it would have to be. */
function needs(share: number, events: number, confidence: number): string {
  if (share <= 0) return '';
  return `; needs ${formatCount(connectionsNeeded({ below: share, confidence, drops: events }))} or more`;
}

function measureRate({ confidence, operator }: Threshold, events: number, hours: number): Measured {
  if (hours === 0) return { value: null, limit: null, detail: 'no connection was held' };
  const rate = (events / hours) * 1_000;
  const counted = `${formatCount(events)} in ${formatCount(Math.round(hours))} connection-hours`;
  if (confidence === undefined) return { value: rate, limit: null, detail: counted };
  const isUpper = operator === '<' || operator === '<=';
  const mean = isUpper ? meanAtMost(events, confidence) : meanAtLeast(events, confidence);
  const limit = (mean / hours) * 1_000;
  const bound = `${isUpper ? 'at most' : 'at least'} ${Number(limit.toPrecision(2))} per 1,000 h`;
  return { value: rate, limit, detail: `${counted}, ${bound}` };
}

/** The slowest event counts. Who is still away when the run ends is as late as that, at least. */
function measureRecovery(threshold: Threshold, recoveries: readonly Recovery[]): Measured {
  if (recoveries.length === 0) return { value: null, limit: null, detail: 'no event happened' };
  const dropped = recoveries.reduce((sum, one) => sum + one.dropped, 0);
  const missing = recoveries.reduce((sum, one) => sum + one.missing, 0);
  const slowestMs = recoveries.reduce((most, { watchedMs }) => Math.max(most, watchedMs), 0);
  const events = `${formatCount(recoveries.length)} event${recoveries.length === 1 ? '' : 's'}`;
  if (dropped === 0) return { value: 0, limit: null, detail: `nothing dropped after ${events}` };
  const counted = `${formatCount(dropped)} dropped after ${events}`;
  if (missing === 0)
    return { value: slowestMs, limit: null, detail: `${formatMs(slowestMs)}, ${counted}` };
  const away = `${counted}, ${formatCount(missing)} not back after ${formatMs(slowestMs)}`;
  // Only what has been too late already is known: they may still have been on their way.
  const isTooLate = !compare(slowestMs, threshold);
  return { value: isTooLate ? slowestMs : null, limit: null, detail: away };
}
