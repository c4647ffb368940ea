import { hopsOf } from '../conclusion.ts';
import type { Group } from '../grouping/group.ts';
import { endingKey, extent, groupBy, revised, targetOf } from '../grouping/group.ts';
import { findPeriod } from '../grouping/period.ts';
import type { Population } from '../grouping/population.ts';
import { counted, secondsRange } from '../words.ts';
import type { RunPass } from './pass.ts';

const id = 'waves';

/** Three waves have two gaps: the fewest that can agree. */
const WAVES_LEAST = 3;

/** A controller that reloads by a timer is as regular as this. */
const PERIOD_SHARE = 0.1;

/** The number of open connections is recorded once a second. */
const BEFORE_MS = 2_000;

export const waves: RunPass = {
  id,
  concludes:
    'bursts of one target at a regular interval: something on the path acts on a timer, such as a controller that reloads',
  refutedBy:
    'gaps between the bursts that differ by more than a tenth, or a run in which they stop',
  apply(groups, { population }) {
    const bursts = groups.filter(
      ({ together, late, conclusion }) =>
        together === true && late !== true && conclusion.basis === 'mechanism',
    );
    const merged = new Map<Group, Group>();
    for (const alike of groupBy(bursts, waveKey).values()) {
      const beating = inBeat(alike.toSorted((a, b) => a.fromMs - b.fromMs));
      if (beating === undefined) continue;
      const wave = waveOf(beating, population);
      for (const burst of beating.bursts) merged.set(burst, wave);
    }
    return [...new Set(groups.map((group) => merged.get(group) ?? group))];
  },
};

function waveKey({ cases, conclusion }: Group): string {
  const { target, ending } = cases[0]!.drop;
  return `${target} ${endingKey(ending)} ${conclusion.certainty} ${hopsOf(conclusion.candidates)}`;
}

interface Beating {
  readonly bursts: readonly Group[];
  /** Beats between them at which nothing dropped. */
  readonly missed: number;
}

/** Bursts whose gaps all agree, or most of them where some are strays. */
function inBeat(bursts: readonly Group[]): Beating | undefined {
  if (bursts.length < WAVES_LEAST) return undefined;
  const gaps = gapsOf(bursts);
  const middle = gaps.toSorted((a, b) => a - b)[gaps.length >> 1]!;
  if (gaps.every((gap) => Math.abs(gap - middle) <= PERIOD_SHARE * middle))
    return { bursts, missed: 0 };
  const found = findPeriod(bursts.map(({ fromMs }) => fromMs));
  if (found === undefined) return undefined;
  return { bursts: found.members.map((index) => bursts[index]!), missed: found.missed };
}

function gapsOf(bursts: readonly Group[]): number[] {
  return bursts.slice(1).map((burst, index) => burst.fromMs - bursts[index]!.fromMs);
}

function waveOf({ bursts, missed }: Beating, population: Population): Group {
  const { reason: _, ...first } = bursts[0]!;
  const gaps = gapsOf(bursts);
  const shortest = Math.min(...gaps);
  // Where a beat hit no connection, the gap holds several periods.
  const period = extent(gaps, (gap) => gap / Math.round(gap / shortest));
  const idle = missed === 0 ? '' : `, ${missed} more hit no connection`;
  const found = `${bursts.length} waves, one every ${secondsRange(period.fromMs, period.toMs)}${idle}, ${shareOf(bursts, population)}`;
  return revised(id, first, {
    found,
    cases: bursts.flatMap(({ cases }) => cases),
    toMs: bursts.at(-1)!.toMs,
    note: `${found}: something on the path does this by a timer, such as a controller that reloads`,
  });
}

/** `20 to 31 connections each, 4 to 6 % of those open`. */
function shareOf(bursts: readonly Group[], population: Population): string {
  const size = extent(bursts, ({ cases }) => cases.length);
  const share = extent(bursts, (burst) => {
    const open = population.openAt(targetOf(burst), burst.fromMs - BEFORE_MS);
    return (100 * burst.cases.length) / Math.max(burst.cases.length, open);
  });
  const range = (from: number, to: number) =>
    counted(from) === counted(to) ? counted(from) : `${counted(from)} to ${counted(to)}`;
  return `${range(size.fromMs, size.toMs)} connections each, ${range(share.fromMs, share.toMs)} % of those open`;
}
