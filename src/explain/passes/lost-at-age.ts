import type { Hop } from '../../path/path.ts';
import type { TargetWay } from '../target-way.ts';
import type { Bundle, Case } from './bundle.ts';
import { extent } from './bundle.ts';
import type { Scale } from './chance.ts';
import { failingWriteAtMs, instants, SLACK_MS } from './forgotten-together.ts';
import { logLikelihoodRatio } from './scan.ts';
import { unlistedTimeout } from './unlisted.ts';

/** Fewest losses, and moments apart, that make an age suspect. */
const LOSSES_LEAST = 5;
const MOMENTS_LEAST = 3;

/** Least surprise: as for losses at one instant. */
const AGE_SURPRISE = 12;

/**
 * Sessions that were lost in silence at one age, at moments apart: a maximum age that nobody listed. Each shows
 * only that it was lost between its last answer and the next question, so the age is what all of them allow.
 */
export function lostAtOneAge(
  cases: readonly Case[],
  {
    way,
    hops,
    scale,
  }: { readonly way: TargetWay; readonly hops: readonly Hop[]; readonly scale: Scale },
): { readonly bundles: readonly Bundle[]; readonly rest: readonly Case[] } {
  const none = { bundles: [], rest: cases };
  if (cases.length < LOSSES_LEAST || !Number.isFinite(way.pauseMsMax)) return none;
  const common = commonAge(cases);
  if (common.cases.length < LOSSES_LEAST) return none;
  const moments = instants(common.cases);
  const greatest = extent(instants(cases), (instant) => instant.cases.length).toMs;
  if (moments.length < MOMENTS_LEAST || common.cases.length <= greatest) return none;
  const share = meanOf(common.cases, (one) => {
    const { fromMs, toMs } = ageSpan(one);
    return scale.share('age', fromMs, toMs);
  });
  if (logLikelihoodRatio(common.cases.length, cases.length, share) < AGE_SURPRISE) return none;
  const { verdict } = common.cases[0]!;
  const bundle: Bundle = { ...common, verdict, axis: 'age' };
  const rest = new Set(common.cases);
  return {
    bundles: [{ ...bundle, ...unlistedTimeout(bundle, { axis: 'age', way, hops }) }],
    rest: cases.filter((one) => !rest.has(one)),
  };
}

function meanOf<T>(items: readonly T[], measure: (item: T) => number): number {
  return items.reduce((sum, item) => sum + measure(item), 0) / items.length;
}

/** True when one age may have ended them all: a clock and an event look the same then. */
export function haveOneAge(cases: readonly Case[]): boolean {
  const lastFromMs = extent(cases, (one) => ageSpan(one).fromMs).toMs;
  return lastFromMs <= extent(cases, (one) => ageSpan(one).toMs).fromMs;
}

interface CommonAge {
  readonly cases: readonly Case[];
  readonly fromMs: number;
  readonly toMs: number;
}

/** The age that most losses have in common. */
function commonAge(cases: readonly Case[]): CommonAge {
  const atMs = deepestOf(cases);
  let untilMs = Number.POSITIVE_INFINITY;
  const stabbed = cases.filter((one) => {
    const { fromMs, toMs } = ageSpan(one);
    if (fromMs > atMs || toMs < atMs) return false;
    untilMs = Math.min(untilMs, toMs);
    return true;
  });
  return { cases: stabbed, fromMs: atMs, toMs: untilMs };
}

/** The first age at which most spans overlap; where one ends as another begins, both hold. */
function deepestOf(cases: readonly Case[]): number {
  const starts = Float64Array.from(cases, (one) => ageSpan(one).fromMs).sort();
  const ends = Float64Array.from(cases, (one) => ageSpan(one).toMs).sort();
  let [over, deepest, deepestMs] = [0, 0, 0];
  for (const [index, startMs] of starts.entries()) {
    while (ends[over]! < startMs) over += 1;
    const depth = index + 1 - over;
    if (depth > deepest) [deepest, deepestMs] = [depth, startMs];
  }
  return deepestMs;
}

/** How old it was when it last answered, give or take the clocks, and when it was asked in vain. */
function ageSpan(one: Case): { readonly fromMs: number; readonly toMs: number } {
  const { ageMs, sinceReceivedMs, atMs } = one.drop;
  const fromMs = ageMs - sinceReceivedMs - SLACK_MS;
  return { fromMs, toMs: Math.max(fromMs, ageMs - (atMs - failingWriteAtMs(one))) };
}
