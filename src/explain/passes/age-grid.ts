import { distinct } from '../conclusion.ts';
import type { Case, Group } from '../grouping/group.ts';
import { extent, inOrder, made } from '../grouping/group.ts';
import { ONE_CLOCK_MS } from '../grouping/timer-error.ts';
import { STRANGER } from '../grouping/unlisted-timeout.ts';
import { counted, seconds } from '../words.ts';

/** A shorter period than this fits whatever ages there are. */
const PERIOD_LEAST_MS = 1_000;

/** Fewer at one age may be there by accident. */
const CLUMP_LEAST = 3;

/** How far from a multiple an age may lie: the timer's own error, and a share of the period. */
const NEAR_MS = 300;
const NEAR_SHARE = 0.1;

/**
 * Groups at several ages that are all multiples of one time are one: something looks at the connections at this
 * interval and ends some of them. `by` is the pass that asks.
 */
export function onAgeGrid(by: string, groups: readonly Group[]): readonly Group[] {
  const clustered = groups.filter(({ madeBy, axis }) => madeBy === 'clusters' && axis !== 'wall');
  const clumps = clumpsOf(clustered.flatMap(({ cases }) => cases));
  const periodMs = clumps.every(isOfOneAge) ? periodOf(clumps.map(ageOf)) : undefined;
  if (periodMs === undefined) return groups;
  const others = groups.filter((group) => !clustered.includes(group));
  return [...others, gridOf(by, clumps, periodMs)];
}

/** Cases in the order of their ages, parted where none is for longer than a timer errs. */
function clumpsOf(cases: readonly Case[]): readonly (readonly Case[])[] {
  const clumps: Case[][] = [];
  for (const one of inOrder(cases, ({ drop }) => drop.ageMs)) {
    const last = clumps.at(-1);
    if (last === undefined || one.drop.ageMs - last.at(-1)!.drop.ageMs > ONE_CLOCK_MS)
      clumps.push([one]);
    else last.push(one);
  }
  return clumps;
}

function isOfOneAge(clump: readonly Case[]): boolean {
  const { spreadMs } = extent(clump, ({ drop }) => drop.ageMs);
  return clump.length >= CLUMP_LEAST && spreadMs <= ONE_CLOCK_MS;
}

function ageOf(clump: readonly Case[]): number {
  const { fromMs, toMs } = extent(clump, ({ drop }) => drop.ageMs);
  return (fromMs + toMs) / 2;
}

/** The time of which all ages, in order, are multiples: the least of them, or of the steps between them. */
function periodOf(ages: readonly number[]): number | undefined {
  if (ages.length < 2) return undefined;
  const steps = ages.map((age, index) => age - (ages[index - 1] ?? 0));
  const periodMs = Math.min(...steps);
  const nearMs = Math.min(NEAR_MS, NEAR_SHARE * periodMs);
  const isMultiple = (age: number) =>
    Math.abs(age - Math.round(age / periodMs) * periodMs) <= nearMs * Math.round(age / periodMs);
  return periodMs >= PERIOD_LEAST_MS && ages.every(isMultiple) ? periodMs : undefined;
}

function gridOf(by: string, clumps: readonly (readonly Case[])[], periodMs: number): Group {
  const cases = clumps.flat();
  const { fromMs, toMs } = extent(cases, ({ drop }) => drop.ageMs);
  const every = seconds(periodMs);
  const reason = `ages of ${clumps.map((clump) => seconds(ageOf(clump))).join(', ')} are multiples of ${every}: something looks at the connections every ${every} and ends some; no configured setting does`;
  const { conclusion } = cases[0]!;
  const candidates = conclusion.candidates.map(({ hop }) => ({
    hop,
    setting: `a check every ${every} that is not listed`,
  }));
  const group = {
    cases,
    axis: 'age',
    fromMs,
    toMs,
    reason,
    conclusion: {
      ...conclusion,
      basis: 'clock',
      certainty: 'possible',
      axis: 'age',
      candidates: distinct([...candidates, STRANGER]),
      reason,
      evidenceNeeded: 'what looks for idle or old connections at this interval, at each hop',
    },
  } as const;
  return made(
    by,
    group,
    `${counted(cases.length)} at ${clumps.length} ages, multiples of ${every}`,
  );
}
