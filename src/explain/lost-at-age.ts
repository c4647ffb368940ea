import type { Hop } from '../path/path.ts';
import type { Bundle, Case } from './bundle.ts';
import { extent } from './bundle.ts';
import type { Scale } from './chance.ts';
import { failingWriteAtMs, instants, SLACK_MS } from './lost-state.ts';
import { logLikelihoodRatio } from './scan.ts';
import type { TargetWay } from './target-way.ts';
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
  const greatest = Math.max(...instants(cases).map((instant) => instant.cases.length));
  if (moments.length < MOMENTS_LEAST || common.cases.length <= greatest) return none;
  const spans = common.cases.map(ageSpan);
  const share = meanOf(spans.map(({ fromMs, toMs }) => scale.share('age', fromMs, toMs)));
  if (logLikelihoodRatio(spans.length, cases.length, share) < AGE_SURPRISE) return none;
  const { verdict } = common.cases[0]!;
  const bundle: Bundle = { ...common, verdict, axis: 'age' };
  const rest = new Set(common.cases);
  return {
    bundles: [{ ...bundle, ...unlistedTimeout(bundle, { axis: 'age', way, hops }) }],
    rest: cases.filter((one) => !rest.has(one)),
  };
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** True when one age may have ended them all: a clock and an event look the same then. */
export function haveOneAge(cases: readonly Case[]): boolean {
  const spans = cases.map(ageSpan);
  const from = extent(spans, ({ fromMs }) => fromMs);
  return from.toMs <= extent(spans, ({ toMs }) => toMs).fromMs;
}

interface CommonAge {
  readonly cases: readonly Case[];
  readonly fromMs: number;
  readonly toMs: number;
}

/** The age that most losses have in common. */
function commonAge(cases: readonly Case[]): CommonAge {
  const spans = cases.map((one) => ({ one, ...ageSpan(one) }));
  const edges = spans.flatMap(({ fromMs, toMs }) => [
    { atMs: fromMs, step: 1 },
    { atMs: toMs, step: -1 },
  ]);
  // Where one ends as another begins, both hold.
  edges.sort((a, b) => a.atMs - b.atMs || b.step - a.step);
  let [depth, deepest, deepestMs] = [0, 0, 0];
  for (const { atMs, step } of edges) {
    depth += step;
    if (depth > deepest) [deepest, deepestMs] = [depth, atMs];
  }
  const stabbed = spans.filter(({ fromMs, toMs }) => fromMs <= deepestMs && toMs >= deepestMs);
  const untilMs = stabbed.reduce(
    (least, { toMs }) => Math.min(least, toMs),
    Number.POSITIVE_INFINITY,
  );
  return { cases: stabbed.map(({ one }) => one), fromMs: deepestMs, toMs: untilMs };
}

/** How old it was when it last answered, give or take the clocks, and when it was asked in vain. */
function ageSpan(one: Case): { readonly fromMs: number; readonly toMs: number } {
  const { ageMs, sinceReceivedMs, atMs } = one.drop;
  const fromMs = ageMs - sinceReceivedMs - SLACK_MS;
  return { fromMs, toMs: Math.max(fromMs, ageMs - (atMs - failingWriteAtMs(one))) };
}
