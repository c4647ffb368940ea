import { aliveAgoMs, askedAgoMs } from '../clocks.ts';
import type { TargetWay } from '../target-way.ts';
import type { Case } from './group.ts';
import { extent, inOrder } from './group.ts';

/** An instant at which all of them may have lost their session: after each last success, before each failing write. */
export interface Instant {
  readonly cases: readonly Case[];
  readonly fromMs: number;
  readonly toMs: number;
}

/** Clocks of client and listener differ by the round trip and a tick. */
const SLACK_MS = 250;

/**
 * Puts losses into as few instants as can explain them. One loss of state is found over a whole heartbeat
 * period, so it is dated by what the connections last knew, not by when they noticed.
 */
export function instants(cases: readonly Case[], way: TargetWay): readonly Instant[] {
  const found: Instant[] = [];
  let current: { cases: Case[]; fromMs: number; toMs: number } | undefined;
  for (const one of inOrder(cases, (each) => failingWriteAtMs(each, way))) {
    const aliveAtMs = one.drop.atMs - aliveAgoMs(one.drop, way);
    const deadAtMs = failingWriteAtMs(one, way);
    if (
      current !== undefined &&
      aliveAtMs <= current.toMs + SLACK_MS &&
      deadAtMs >= current.fromMs
    ) {
      current.cases.push(one);
      current.fromMs = Math.max(current.fromMs, aliveAtMs);
      current.toMs = Math.min(current.toMs, deadAtMs);
      continue;
    }
    current = { cases: [one], fromMs: aliveAtMs, toMs: deadAtMs };
    found.push(current);
  }
  return found.map(({ cases: members, fromMs, toMs }) => ({
    cases: members,
    fromMs: Math.min(fromMs, toMs),
    toMs: Math.max(fromMs, toMs),
  }));
}

/** True when one instant explains them all, so that no timer is needed. */
export function shareAnInstant(cases: readonly Case[], way: TargetWay): boolean {
  return instants(cases, way).length === 1;
}

/** When it was asked in vain. */
export function failingWriteAtMs({ drop }: Case, way: TargetWay): number {
  return drop.atMs - askedAgoMs(drop, way);
}

/** How old it was when it last answered, give or take the clocks, and when it was asked in vain. */
export function ageSpan(
  { drop }: Case,
  way: TargetWay,
): { readonly fromMs: number; readonly toMs: number } {
  const fromMs = drop.ageMs - aliveAgoMs(drop, way) - SLACK_MS;
  return { fromMs, toMs: Math.max(fromMs, drop.ageMs - askedAgoMs(drop, way)) };
}

/** True when one age may have ended them all: a clock and an event look the same then. */
export function haveOneAge(cases: readonly Case[], way: TargetWay): boolean {
  const lastFromMs = extent(cases, (one) => ageSpan(one, way).fromMs).toMs;
  return lastFromMs <= extent(cases, (one) => ageSpan(one, way).toMs).fromMs;
}
