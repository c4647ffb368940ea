import { hopsOf } from '../conclusion.ts';
import type { Group } from '../grouping/group.ts';
import { endingKey, extent, groupBy, revised, targetOf } from '../grouping/group.ts';
import { findPeriod } from '../grouping/period.ts';
import type { Population } from '../grouping/population.ts';
import { INSTANT_MS } from '../grouping/scan.ts';
import { counted, secondsRange } from '../words.ts';
import type { RunPass } from './pass.ts';

const id = 'waves';

/** Three waves have two gaps: the fewest that can agree. */
const WAVES_LEAST = 3;

/** A controller that reloads by a timer is as regular as this. */
const PERIOD_SHARE = 0.1;

/** The number of open connections is recorded once a second. */
const BEFORE_MS = 2_000;

/** Three gaps that double: fewer agree by chance. */
const DOUBLING_LEAST = 4;

/** A process that is started again takes a little longer each time. */
const DOUBLE = [1.7, 2.4] as const;

export const waves: RunPass = {
  id,
  concludes:
    'bursts of one target at a regular interval, or after pauses that double: something acts by a timer, such as a controller that reloads, or is started again and again, such as a pod that crashes',
  refutedBy: 'gaps between the bursts that neither agree nor double, or a run in which they stop',
  apply(groups, { population }) {
    const merged = new Map<Group, Group>();
    for (const alike of groupBy(groups.filter(isBurst), targetKey).values()) {
      const inOrder = alike.map(asBurst).toSorted((a, b) => a.fromMs - b.fromMs);
      for (const beating of [...doublings(inOrder), ...beats(inOrder)]) {
        const members = beating.bursts.map(({ group }) => group);
        if (members.some((group) => merged.has(group))) continue;
        const wave = waveOf(beating, population);
        for (const group of members) merged.set(group, wave);
      }
    }
    return [...new Set(groups.map((group) => merged.get(group) ?? group))];
  },
};

/** A group that ended at one instant, also where its ages or its silences agree as well: all had been dialled together. */
interface Burst {
  readonly group: Group;
  readonly fromMs: number;
  readonly toMs: number;
}

function asBurst(group: Group): Burst {
  return { group, ...extent(group.cases, ({ drop }) => drop.atMs) };
}

function isBurst(group: Group): boolean {
  const { together, late, conclusion, madeBy } = group;
  if (late === true) return false;
  if (together === true) return conclusion.basis === 'mechanism';
  if (madeBy !== 'clusters' || conclusion.certainty !== 'possible') return false;
  return extent(group.cases, ({ drop }) => drop.atMs).spreadMs <= INSTANT_MS;
}

function targetKey({ cases }: Group): string {
  const { target, ending } = cases[0]!.drop;
  return `${target} ${endingKey(ending)}`;
}

interface Beating {
  readonly bursts: readonly Burst[];
  /** Beats between them at which nothing dropped. */
  readonly missed: number;
  readonly doubles: boolean;
}

/** The longest run of bursts whose pauses double. */
function doublings(bursts: readonly Burst[]): readonly Beating[] {
  let best: readonly Burst[] = [];
  for (let first = 0; first + DOUBLING_LEAST <= bursts.length; first += 1) {
    let last = first + 1;
    while (last + 1 < bursts.length && isDouble(bursts, last)) last += 1;
    if (last + 1 - first > best.length) best = bursts.slice(first, last + 1);
  }
  return best.length < DOUBLING_LEAST ? [] : [{ bursts: best, missed: 0, doubles: true }];
}

/** Whether the pause behind this burst is twice the one before it. */
function isDouble(bursts: readonly Burst[], index: number): boolean {
  const [before, here, after] = [bursts[index - 1]!, bursts[index]!, bursts[index + 1]!];
  const ratio = (after.fromMs - here.fromMs) / (here.fromMs - before.fromMs);
  return ratio >= DOUBLE[0] && ratio <= DOUBLE[1];
}

/** What beats at one pace: of a clock that all share from their opening on, nothing can be said here. */
function beats(bursts: readonly Burst[]): readonly Beating[] {
  const sure = bursts.filter(({ group }) => group.together === true);
  return [...groupBy(sure, ({ group }) => waveKey(group)).values()].flatMap(
    (alike) => inBeat(alike) ?? [],
  );
}

function waveKey({ conclusion }: Group): string {
  return `${conclusion.certainty} ${hopsOf(conclusion.candidates)}`;
}

/** Bursts whose gaps all agree, or most of them where some are strays. */
function inBeat(bursts: readonly Burst[]): Beating | undefined {
  if (bursts.length < WAVES_LEAST) return undefined;
  const gaps = gapsOf(bursts);
  const middle = gaps.toSorted((a, b) => a - b)[gaps.length >> 1]!;
  if (gaps.every((gap) => Math.abs(gap - middle) <= PERIOD_SHARE * middle))
    return { bursts, missed: 0, doubles: false };
  const found = findPeriod(bursts.map(({ fromMs }) => fromMs));
  if (found === undefined) return undefined;
  const members = found.members.map((index) => bursts[index]!);
  return { bursts: members, missed: found.missed, doubles: false };
}

function gapsOf(bursts: readonly Burst[]): number[] {
  return bursts.slice(1).map((burst, index) => burst.fromMs - bursts[index]!.fromMs);
}

/** The first that is no clock of ages speaks for all. */
function waveOf(beating: Beating, population: Population): Group {
  const { bursts } = beating;
  const model = bursts.find(({ group }) => group.together === true) ?? bursts[0]!;
  const { reason: _, ...first } = model.group;
  const { found, means } = wordsOf(beating, population);
  return revised(id, first, {
    found,
    cases: bursts.flatMap(({ group }) => group.cases),
    fromMs: bursts[0]!.fromMs,
    toMs: bursts.at(-1)!.toMs,
    orTimeout: beating.doubles ? false : (first.orTimeout ?? false),
    note: `${found}: ${means}`,
  });
}

function wordsOf(beating: Beating, population: Population) {
  const { bursts, missed, doubles } = beating;
  const gaps = gapsOf(bursts);
  const share = shareOf(bursts, population);
  if (doubles)
    return {
      found: `${bursts.length} waves after pauses that double, ${secondsRange(gaps[0]!, gaps.at(-1)!)}, ${share}`,
      means:
        'no timer of the path does this, but something that is started again and again, such as a pod in a crash loop, or what reloads because of it',
    };
  const shortest = Math.min(...gaps);
  // Where a beat hit no connection, the gap holds several periods.
  const period = extent(gaps, (gap) => gap / Math.round(gap / shortest));
  const idle = missed === 0 ? '' : `, ${missed} more hit no connection`;
  return {
    found: `${bursts.length} waves, one every ${secondsRange(period.fromMs, period.toMs)}${idle}, ${share}`,
    means: 'something on the path does this by a timer, such as a controller that reloads',
  };
}

/** `20 to 31 connections each, 4 to 6 % of those open`. */
function shareOf(bursts: readonly Burst[], population: Population): string {
  const size = extent(bursts, ({ group }) => group.cases.length);
  const share = extent(bursts, ({ group, fromMs }) => {
    const open = population.openAt(targetOf(group), fromMs - BEFORE_MS);
    return (100 * group.cases.length) / Math.max(group.cases.length, open);
  });
  const range = (from: number, to: number) =>
    counted(from) === counted(to) ? counted(from) : `${counted(from)} to ${counted(to)}`;
  return `${range(size.fromMs, size.toMs)} connections each, ${range(share.fromMs, share.toMs)} % of those open`;
}
