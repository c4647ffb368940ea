import type { Timer } from '../../path/way.ts';
import { namesOf } from '../conclusion.ts';
import { caseOf } from '../grouping/case-of.ts';
import { isFoundLate } from '../grouping/found-late.ts';
import type { Case, Group } from '../grouping/group.ts';
import {
  conclusionKey,
  extent,
  groupBy,
  grouped,
  inOrder,
  isTimed,
  observedIn,
} from '../grouping/group.ts';
import { INSTANT_MS } from '../grouping/scan.ts';
import { ONE_CLOCK_MS } from '../grouping/timer-error.ts';
import { byMechanism } from '../rules/possible-senders.ts';
import { counted } from '../words.ts';
import type { AlikeGround, AlikePass } from './pass.ts';

const id = 'one-clock';

/** Fewest deaths at one instant that can show that no clock did it. */
const DEATHS_LEAST = 3;

export const oneClock: AlikePass = {
  id,
  concludes: 'drops that the same limit or event explains are one group',
  refutedBy:
    'three of the drops within 250 ms whose clocks differ by more than the timer of the limit can',
  apply({ open, groups }, ground) {
    const timed = open.filter(isTimed);
    if (timed.length === 0) return { open, groups };
    const found: Group[] = [];
    const expelled: Case[] = [];
    for (const cases of groupBy(timed, ({ conclusion }) => conclusionKey(conclusion)).values()) {
      const out = tooFarApart(cases, ground);
      const kept = out.size === 0 ? cases : cases.filter((one) => !out.has(one));
      if (kept.length > 0) found.push(groupOf(kept, out.size));
      for (const one of out) expelled.push(caseOf(one, byMechanism(one.drop, ground), ground));
    }
    const others = open.filter((one) => !isTimed(one));
    return { open: [...others, ...expelled], groups: [...groups, ...found] };
  },
};

function groupOf(cases: readonly Case[], expelled: number): Group {
  const out =
    expelled === 0 ? '' : `; ${counted(expelled)} that ended at one instant were excluded`;
  const group = grouped(id, cases, { found: `${counted(cases.length)} match${out}` });
  const settled = cases.filter(({ ruledOut }) => ruledOut !== undefined);
  if (settled.length === 0) return group;
  const excluded = namesOf(settled.flatMap(({ ruledOut = [] }) => ruledOut));
  const found = `${counted(settled.length)} matched these too; the other drops outlived them`;
  const { certainty } = group.conclusion;
  const step = { by: 'competing-causes', found, excluded, certainty };
  return { ...group, steps: [step, ...group.steps] };
}

/**
 * At least three deaths within 250 ms whose clocks lie further apart than the timer can err: the timer
 * did not end them. Those that lie within its own error may still be its own.
 */
function tooFarApart(cases: readonly Case[], { way }: AlikeGround): ReadonlySet<Case> {
  const { timer } = cases[0]!.conclusion.candidates[0]!;
  const out = new Set<Case>();
  if (timer === undefined) return out;
  const atOnce = cases.filter((one) => !isFoundLate(one, way));
  if (atOnce.length < DEATHS_LEAST) return out;
  const roundTripMs = atOnce[0]!.drop.connectMs ?? 0;
  const { limit } = timer;
  const allowedMs = Math.max(ONE_CLOCK_MS, limit.earlyMs + limit.lateMs + 2 * roundTripMs);
  for (const instant of deathsAtOnce(atOnce)) {
    if (instant.length < DEATHS_LEAST) continue;
    if (extent(instant, observedIn).spreadMs <= allowedMs) continue;
    for (const one of instant) if (!isExact(one, timer, roundTripMs)) out.add(one);
  }
  return out;
}

function isExact(one: Case, { limit }: Timer, roundTripMs: number): boolean {
  const shownMs = observedIn(one);
  return (
    shownMs >= limit.afterMs - limit.earlyMs &&
    shownMs <= limit.afterMs + limit.lateMs + roundTripMs
  );
}

function* deathsAtOnce(cases: readonly Case[]): Generator<readonly Case[]> {
  const sorted = inOrder(cases, ({ drop }) => drop.atMs);
  for (let first = 0; first < sorted.length; ) {
    let last = first;
    while (last + 1 < sorted.length && isWithin(sorted[first]!, sorted[last + 1]!)) last += 1;
    yield sorted.slice(first, last + 1);
    first = last + 1;
  }
}

function isWithin(first: Case, next: Case): boolean {
  return next.drop.atMs - first.drop.atMs <= INSTANT_MS;
}
