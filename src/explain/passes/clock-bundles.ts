import type { Timer } from '../../path/way.ts';
import { observed, tolerance } from '../rules/by-clock.ts';
import type { TargetWay } from '../target-way.ts';
import type { Candidate } from '../verdict.ts';
import type { Bundle, Case } from './bundle.ts';
import { bundled, extent, groupBy, inOrder, observedIn, valueOn, verdictKey } from './bundle.ts';
import { isFoundLate } from './forgotten-together.ts';
import { INSTANT_MS } from './scan.ts';

/** One instant cannot hold idle times or ages further apart than a timer's own error. */
const ONE_CLOCK_MS = 600;

/** A cause must have explained so many drops alone before it may claim those that others claim too. */
const SUPPORT_LEAST = 3;

/** An event's burst catches a few connections whose idle time fits a timer by accident. */
const ACCIDENT_SHARE = 0.2;

/**
 * Settles drops that more than one cause fits, by those that only one of them fits: deaths one by one on
 * one clock, of connections that outlived the other, keep only that clock. Two equal timers explain the
 * same drops and stay ambiguous.
 */
export function sharpened(cases: readonly Case[]): readonly Case[] {
  const supporters = groupBy(
    cases.filter(({ verdict }) => verdict.candidates.length === 1),
    ({ verdict }) => candidateKey(verdict.candidates[0]!),
  );
  const contested = groupBy(
    cases.filter(({ verdict }) => verdict.candidates.length > 1),
    ({ verdict }) => verdictKey(verdict),
  );
  const settled = new Map<Case, Case>();
  for (const group of contested.values()) {
    const model = winner(group, supporters);
    if (model === undefined) continue;
    for (const one of group) settled.set(one, adapted(one, model));
  }
  return settled.size === 0 ? cases : cases.map((one) => settled.get(one) ?? one);
}

function winner(
  group: readonly Case[],
  supporters: ReadonlyMap<string, readonly Case[]>,
): Case | undefined {
  const rivals = group[0]!.verdict.candidates.map((candidate) => ({
    candidate,
    support: supporters.get(candidateKey(candidate)) ?? [],
  }));
  const strongest = rivals.reduce((a, b) => (b.support.length > a.support.length ? b : a));
  const { candidate, support } = strongest;
  if (support.length < SUPPORT_LEAST) return undefined;
  const others = rivals.filter((rival) => rival !== strongest);
  const excluded = others.every((rival) => isExcluded(rival.candidate, support));
  const accidents =
    candidate.eventAtMs !== undefined && group.length <= ACCIDENT_SHARE * support.length;
  return excluded || accidents ? support[0] : undefined;
}

/** A timer that connections outlived clearly is not in force; not to have come to it tells nothing. */
function isExcluded({ timer, eventAtMs }: Candidate, support: readonly Case[]): boolean {
  if (timer === undefined || eventAtMs !== undefined) return false;
  // A session that was forgotten in silence is outlived by nobody who has not spoken.
  if (timer.sights.some(({ noticed }) => noticed === 'next-packet')) return false;
  const { limit } = timer;
  const clearlyMs = limit.afterMs * 1.01 + 4 * (limit.earlyMs + limit.lateMs);
  return support.filter(({ drop }) => observed(timer, drop) > clearlyMs).length >= SUPPORT_LEAST;
}

/** The model's words with the case's own figure; clocks of the same axis are read alike. */
function adapted(one: Case, { verdict }: Case): Case {
  const { axis } = verdict;
  return { ...one, verdict, observedMs: axis === 'wall' ? one.drop.atMs : axisValue(one, axis) };
}

function axisValue(one: Case, axis: 'idle' | 'age'): number {
  return one.verdict.axis === axis ? observedIn(one) : valueOn(axis, one.drop);
}

function candidateKey({ hop, setting, timer, eventAtMs }: Candidate): string {
  return `${hop}|${setting}|${timer?.limit.afterMs}|${eventAtMs}`;
}

/** Bundles of cases that a clock explains, and the cases that only seemed to be. */
export function clockBundles(
  cases: readonly Case[],
  way: TargetWay,
): {
  readonly bundles: readonly Bundle[];
  readonly expelled: readonly Case[];
} {
  const bundles: Bundle[] = [];
  const expelled: Case[] = [];
  for (const group of groupBy(cases, ({ verdict }) => verdictKey(verdict)).values()) {
    const timer = group[0]!.verdict.candidates[0]!.timer;
    const atOnce = group.filter((one) => !isFoundLate(one, way));
    const out = timer === undefined ? new Set<Case>() : tooFarApart(atOnce, timer);
    const kept = group.filter((one) => !out.has(one));
    if (kept.length > 0) bundles.push(bundled(kept));
    for (const one of out) expelled.push(one);
  }
  return { bundles, expelled };
}

/**
 * At least three deaths within 250 ms whose clocks lie further apart than the timer can err: the timer
 * did not end them. Those that lie within its own error may still be its own.
 */
function tooFarApart(group: readonly Case[], timer: Timer): Set<Case> {
  if (group.length < SUPPORT_LEAST) return new Set();
  const { limit } = timer;
  const roundTripMs = group[0]!.drop.connectMs ?? 0;
  const allowedMs = Math.max(ONE_CLOCK_MS, limit.earlyMs + limit.lateMs + 2 * roundTripMs);
  const exact = (one: Case) =>
    observedIn(one) >= limit.afterMs - limit.earlyMs &&
    observedIn(one) <= limit.afterMs + limit.lateMs + roundTripMs;
  const sorted = inOrder(group, ({ drop }) => drop.atMs);
  const out = new Set<Case>();
  for (let first = 0; first < sorted.length; ) {
    let last = first;
    while (last + 1 < sorted.length && within(sorted[first]!, sorted[last + 1]!)) last += 1;
    const instant = sorted.slice(first, last + 1);
    const { spreadMs } = extent(instant, observedIn);
    if (instant.length >= SUPPORT_LEAST && spreadMs > allowedMs)
      for (const one of instant) if (!exact(one)) out.add(one);
    first = last + 1;
  }
  return out;
}

function within(first: Case, next: Case): boolean {
  return next.drop.atMs - first.drop.atMs <= INSTANT_MS;
}

/**
 * Members of a clock's bundle that died in a burst of others, when there are no more of them than the
 * burst's own spread would put on that clock by accident.
 */
export function accidental(burst: Bundle, { cases, verdict, axis }: Bundle): readonly Case[] {
  const timer = verdict.candidates[0]?.timer;
  if (timer === undefined || axis === 'wall') return [];
  const { fromMs, toMs } = extent(burst.cases, ({ drop }) => drop.atMs);
  const inside = cases.filter(
    ({ drop: { atMs } }) => atMs >= fromMs - INSTANT_MS / 2 && atMs <= toMs + INSTANT_MS / 2,
  );
  if (inside.length === 0) return [];
  const clockOf = (one: Case) => axisValue(one, axis);
  const { spreadMs } = extent(burst.cases, clockOf);
  if (spreadMs <= ONE_CLOCK_MS) return [];
  const { earlyMs, lateMs } = tolerance(timer, inside[0]!.drop);
  const expected = burst.cases.length * Math.min(1, (earlyMs + lateMs) / spreadMs);
  return inside.length <= 3 * Math.max(1, expected) ? inside : [];
}
