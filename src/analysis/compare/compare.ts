import { type LatencyNumbers, percentileInterval } from '../../stats/latency.ts';
import type { Lifetimes } from '../../stats/lifetimes.ts';
import { type LogRank, logRank } from '../../stats/two-samples/log-rank.ts';
import { type RateRatio, rateRatio } from '../../stats/two-samples/rate-ratio.ts';

/** What two runs are compared by. */
export interface RunNumbers {
  readonly connectionHours: number;
  readonly drops: number;
  /** Drops per cause, under a name that both runs use for the same: `slb EstablishedTimeout`. */
  readonly byCause: ReadonlyMap<string, number>;
  readonly lifetimes: Lifetimes;
  /** Per kind of time, `connect` or `rtt`. */
  readonly latency: ReadonlyMap<string, LatencyNumbers>;
}

/** How the second run differs from the first. */
export interface Comparison {
  readonly verdict: 'regression' | 'improvement' | 'no evidence';
  /** One sentence: what decided. */
  readonly reason: string;
  /** Of all drops; more than 1: more often in the second run. */
  readonly rate: RateRatio;
  readonly logRank: LogRank;
  /** The clearest difference first. */
  readonly causes: readonly CauseComparison[];
  readonly latency: readonly LatencyComparison[];
}

interface CauseComparison {
  readonly cause: string;
  readonly before: number;
  readonly after: number;
  readonly rate: RateRatio;
  /** The p-value with the number of causes taken into account (Holm). */
  readonly adjustedP: number;
  /** Seen in one run only, which by itself is no evidence. */
  readonly seen: 'both' | 'new' | 'vanished';
}

interface LatencyComparison {
  readonly kind: string;
  readonly percent: number;
  readonly beforeMs: number;
  readonly afterMs: number;
  readonly differenceMs: number;
  /** Whether the 95 % intervals of the two percentiles are apart. */
  readonly evidence: 'slower' | 'faster' | 'none';
}

const PERCENTS = [50, 99, 99.9];

/**
 * Compares two runs. Drops decide the verdict: how often (the exact rate ratio, over all and per cause) and
 * how early (log-rank). Three such questions are asked, so each has a third of what may go wrong by chance.
 * Latency is compared beside it and decides nothing: with a million round trips every difference is real.
 */
export function compareRuns(
  { before, after }: { readonly before: RunNumbers; readonly after: RunNumbers },
  confidence = 0.95,
): Comparison {
  const rate = ratioOf(before.drops, after.drops, { before, after }, confidence);
  const tests = {
    rate,
    logRank: logRank(before.lifetimes, after.lifetimes),
    causes: compareCauses({ before, after }, confidence),
  };
  const latency = compareLatency(before.latency, after.latency);
  return { ...decide(tests, (1 - confidence) / 3), ...tests, latency };
}

interface Tests {
  readonly rate: RateRatio;
  readonly logRank: LogRank;
  readonly causes: readonly CauseComparison[];
}

/** A regression anywhere outweighs an improvement elsewhere. */
function decide(tests: Tests, level: number): Pick<Comparison, 'verdict' | 'reason'> {
  const found = [...evidence(tests, level)];
  const worse = found.find(({ isWorse }) => isWorse);
  if (worse !== undefined) return { verdict: 'regression', reason: worse.reason };
  const better = found[0];
  if (better !== undefined) return { verdict: 'improvement', reason: better.reason };
  return { verdict: 'no evidence', reason: 'No difference beyond chance' };
}

function* evidence({ rate, logRank, causes }: Tests, level: number) {
  if (rate.p < level) yield judged('Connections dropped', rate.ratio > 1, rate.p);
  for (const { cause, rate: ofCause, adjustedP } of causes) {
    if (adjustedP < level) yield judged(`Drops by ${cause} came`, ofCause.ratio > 1, adjustedP);
  }
  if (logRank.p < level) {
    const isWorse = logRank.observed[1] > logRank.expected[1];
    const reason = `Connections dropped ${isWorse ? 'earlier' : 'later'} in life (${pText(logRank.p)})`;
    yield { isWorse, reason };
  }
}

function judged(what: string, isWorse: boolean, p: number): { isWorse: boolean; reason: string } {
  return { isWorse, reason: `${what} ${isWorse ? 'more' : 'less'} often (${pText(p)})` };
}

function compareCauses(
  { before, after }: { before: RunNumbers; after: RunNumbers },
  confidence: number,
): CauseComparison[] {
  const names = [...new Set([...before.byCause.keys(), ...after.byCause.keys()])].sort();
  const compared = names.map((cause) => {
    const first = before.byCause.get(cause) ?? 0;
    const second = after.byCause.get(cause) ?? 0;
    const rate = ratioOf(first, second, { before, after }, confidence);
    return { cause, before: first, after: second, rate, seen: seenIn(first, second) };
  });
  compared.sort((one, other) => one.rate.p - other.rate.p);
  let adjustedP = 0;
  return compared.map((cause, index) => {
    adjustedP = Math.max(adjustedP, Math.min(1, cause.rate.p * (compared.length - index)));
    return { ...cause, adjustedP };
  });
}

function seenIn(before: number, after: number): CauseComparison['seen'] {
  if (before === 0 && after > 0) return 'new';
  return after === 0 && before > 0 ? 'vanished' : 'both';
}

/** Without connection-hours in one of the runs there is no rate and no evidence. */
function ratioOf(
  first: number,
  second: number,
  { before, after }: { before: RunNumbers; after: RunNumbers },
  confidence: number,
): RateRatio {
  if (!(before.connectionHours > 0 && after.connectionHours > 0)) {
    return { ratio: Number.NaN, lower: 0, upper: Number.POSITIVE_INFINITY, p: 1 };
  }
  return rateRatio(
    {
      before: { count: first, exposure: before.connectionHours },
      after: { count: second, exposure: after.connectionHours },
    },
    confidence,
  );
}

function compareLatency(
  before: RunNumbers['latency'],
  after: RunNumbers['latency'],
): LatencyComparison[] {
  const compared: LatencyComparison[] = [];
  for (const [kind, first] of before) {
    const second = after.get(kind);
    if (second === undefined || first.count === 0 || second.count === 0) continue;
    for (const percent of PERCENTS) {
      const beforeMs = first.percentile(percent);
      const afterMs = second.percentile(percent);
      if (beforeMs === null || afterMs === null) continue;
      const differenceMs = afterMs - beforeMs;
      const evidence = compareIntervals(first, second, percent);
      compared.push({ kind, percent, beforeMs, afterMs, differenceMs, evidence });
    }
  }
  return compared;
}

function compareIntervals(
  before: LatencyNumbers,
  after: LatencyNumbers,
  percent: number,
): LatencyComparison['evidence'] {
  const first = percentileInterval(before, { percent, tail: 0.025 });
  const second = percentileInterval(after, { percent, tail: 0.025 });
  if (second.lower > first.upper) return 'slower';
  return second.upper < first.lower ? 'faster' : 'none';
}

function pText(p: number): string {
  return p < 0.0001 ? 'p < 0.0001' : `p = ${Number(p.toPrecision(2))}`;
}
