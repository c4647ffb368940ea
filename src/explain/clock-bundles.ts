import type { Bundle, Case } from './bundle.ts';
import { bundled, extent, groupBy, verdictKey } from './bundle.ts';
import { tolerance } from './by-clock.ts';
import { INSTANT_MS } from './scan.ts';
import type { Timer } from './target-way.ts';
import type { Candidate } from './verdict.ts';

/** One instant cannot hold idle times or ages further apart than a timer's own error. */
const ONE_CLOCK_MS = 600;

/** A cause must have explained so many drops alone before it may claim those that others claim too. */
const SUPPORT_LEAST = 3;

/** An event's burst catches a few connections whose idle time fits a timer by accident. */
const ACCIDENT_SHARE = 0.2;

/**
 * Settles drops that more than one cause fits, by those that only one of them fits: deaths one by one on
 * one constant clock keep only that clock. Two equal timers explain the same drops and stay ambiguous.
 */
export function sharpened(cases: readonly Case[]): readonly Case[] {
  const support = new Map<string, number>();
  for (const { verdict } of cases) {
    if (verdict.candidates.length !== 1) continue;
    const key = candidateKey(verdict.candidates[0]!);
    support.set(key, (support.get(key) ?? 0) + 1);
  }
  const contested = groupBy(
    cases.filter(({ verdict }) => verdict.candidates.length > 1),
    ({ verdict }) => verdictKey(verdict),
  );
  const settled = new Map<Case, Case>();
  for (const group of contested.values()) {
    const model = winner(group, support, cases);
    if (model === undefined) continue;
    for (const one of group) settled.set(one, { ...one, verdict: adapted(one, model) });
  }
  return settled.size === 0 ? cases : cases.map((one) => settled.get(one) ?? one);
}

function winner(
  group: readonly Case[],
  support: ReadonlyMap<string, number>,
  cases: readonly Case[],
): Case | undefined {
  const rivals = group[0]!.verdict.candidates.map((candidate) => ({
    candidate,
    key: candidateKey(candidate),
    count: support.get(candidateKey(candidate)) ?? 0,
  }));
  const strongest = rivals.reduce((a, b) => (b.count > a.count ? b : a));
  const others = rivals.filter((rival) => rival !== strongest);
  const alone = others.every(({ count }) => count === 0);
  const isEvent = strongest.candidate.eventAtMs !== undefined;
  const accidents = isEvent && group.length <= ACCIDENT_SHARE * strongest.count;
  if (strongest.count < SUPPORT_LEAST || !(alone || accidents)) return undefined;
  return cases.find(
    ({ verdict: { candidates } }) =>
      candidates.length === 1 && candidateKey(candidates[0]!) === strongest.key,
  );
}

/** The model's words with the case's own figure; clocks of the same axis are read alike. */
function adapted(one: Case, { verdict }: Case): Case['verdict'] {
  const { axis } = verdict;
  const observedMs = axis === 'wall' ? one.drop.atMs : axisValue(one, axis);
  return { ...verdict, observedMs };
}

function axisValue({ drop, verdict }: Case, axis: 'idle' | 'age'): number {
  if (verdict.axis === axis) return verdict.observedMs;
  return axis === 'age' ? drop.ageMs : Math.min(drop.sinceSentMs, drop.sinceReceivedMs);
}

function candidateKey({ hop, setting, timer, eventAtMs }: Candidate): string {
  return `${hop}|${setting}|${timer?.limit.afterMs}|${eventAtMs}`;
}

/** Bundles of cases that a clock explains, and the cases that only seemed to be. */
export function clockBundles(cases: readonly Case[]): {
  readonly bundles: readonly Bundle[];
  readonly expelled: readonly Case[];
} {
  const bundles: Bundle[] = [];
  const expelled: Case[] = [];
  for (const group of groupBy(cases, ({ verdict }) => verdictKey(verdict)).values()) {
    const timer = group[0]!.verdict.candidates[0]!.timer;
    const out = timer === undefined ? new Set<Case>() : tooFarApart(group, timer);
    const kept = group.filter((one) => !out.has(one));
    if (kept.length > 0) bundles.push(bundled(kept));
    expelled.push(...out);
  }
  return { bundles, expelled };
}

/**
 * At least three deaths within 250 ms whose clocks lie further apart than the timer can err: the timer
 * did not end them. Those that lie within its own error may still be its own.
 */
function tooFarApart(group: readonly Case[], timer: Timer): Set<Case> {
  const { limit } = timer;
  const roundTripMs = group[0]!.drop.roundTripMs ?? 0;
  const allowedMs = Math.max(ONE_CLOCK_MS, limit.earlyMs + limit.lateMs + 2 * roundTripMs);
  const exact = ({ verdict: { observedMs } }: Case) =>
    observedMs >= limit.afterMs - limit.earlyMs &&
    observedMs <= limit.afterMs + limit.lateMs + roundTripMs;
  const sorted = group.toSorted((a, b) => a.drop.atMs - b.drop.atMs);
  const out = new Set<Case>();
  for (let first = 0; first < sorted.length; ) {
    let last = first;
    while (last + 1 < sorted.length && within(sorted[first]!, sorted[last + 1]!)) last += 1;
    const instant = sorted.slice(first, last + 1);
    const { spreadMs } = extent(instant, ({ verdict }) => verdict.observedMs);
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
  const clockOf = (one: Case) => axisValue({ ...one, verdict: one.verdict }, axis);
  const { spreadMs } = extent(burst.cases, clockOf);
  if (spreadMs <= ONE_CLOCK_MS) return [];
  const { earlyMs, lateMs } = tolerance(timer, inside[0]!.drop);
  const expected = burst.cases.length * Math.min(1, (earlyMs + lateMs) / spreadMs);
  return inside.length <= 3 * Math.max(1, expected) ? inside : [];
}
