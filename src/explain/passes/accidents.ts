import { tolerance, valueOn } from '../clocks.ts';
import type { Case, Group } from '../grouping/group.ts';
import { extent, observedIn, revised, spanOf } from '../grouping/group.ts';
import { INSTANT_MS } from '../grouping/scan.ts';
import { ONE_CLOCK_MS } from '../grouping/timer-error.ts';
import { counted } from '../words.ts';
import type { AlikePass } from './pass.ts';

const id = 'accidents';

export const accidents: AlikePass = {
  id,
  concludes: 'the few drops within a burst that match a limit only by chance belong to the burst',
  refutedBy: 'more of them than the spread of the burst would put on that clock by chance',
  apply({ open, groups }) {
    const moved = new Set<Case>();
    const clocks = groups.filter((group) => group.madeBy === 'one-clock');
    const widened = groups.map((burst) => {
      if (burst.together !== true) return burst;
      const added = clocks
        .flatMap((group) => accidental(burst, group))
        .filter((one) => !moved.has(one));
      for (const one of added) moved.add(one);
      if (added.length === 0) return burst;
      const found = `${counted(added.length)} more ended in it and matched a limit by accident`;
      return revised(id, burst, { found, cases: [...burst.cases, ...added] });
    });
    return { open, groups: moved.size === 0 ? groups : widened.flatMap((one) => left(one, moved)) };
  },
};

/** A clock's group without those that went to a burst. */
function left(group: Group, moved: ReadonlySet<Case>): readonly Group[] {
  if (group.madeBy !== 'one-clock') return [group];
  const cases = group.cases.filter((one) => !moved.has(one));
  if (cases.length === group.cases.length) return [group];
  if (cases.length === 0) return [];
  const found = `${counted(group.cases.length - cases.length)} ended in a burst of others`;
  return [revised(id, group, { found, cases, ...spanOf(cases, group.conclusion) })];
}

/**
 * Members of a clock's group that died in a burst of others, when there are no more of them than the
 * burst's own spread would put on that clock by accident.
 */
function accidental(burst: Group, { cases, conclusion, axis }: Group): readonly Case[] {
  const timer = conclusion.candidates[0]?.timer;
  if (timer === undefined || axis === 'wall') return [];
  const { fromMs, toMs } = extent(burst.cases, ({ drop }) => drop.atMs);
  const inside = cases.filter(
    ({ drop: { atMs } }) => atMs >= fromMs - INSTANT_MS / 2 && atMs <= toMs + INSTANT_MS / 2,
  );
  if (inside.length === 0) return [];
  const shownOn = (one: Case) =>
    one.conclusion.axis === axis ? observedIn(one) : valueOn(axis, one.drop);
  const { spreadMs } = extent(burst.cases, shownOn);
  if (spreadMs <= ONE_CLOCK_MS) return [];
  const { earlyMs, lateMs } = tolerance(timer, inside[0]!.drop);
  const expected = burst.cases.length * Math.min(1, (earlyMs + lateMs) / spreadMs);
  return inside.length <= 3 * Math.max(1, expected) ? inside : [];
}
