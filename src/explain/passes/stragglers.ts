import type { Timer } from '../../path/way.ts';
import { observed, tolerance } from '../clocks.ts';
import type { Case, Group } from '../grouping/group.ts';
import { revised, spanOf } from '../grouping/group.ts';
import { counted } from '../words.ts';
import type { AlikePass } from './pass.ts';

const id = 'stragglers';

/** So many must show a clock before it may claim those that it only nearly explains. */
const SUPPORT_LEAST = 3;

/** At most so many, for each that matches: more of them have a cause of their own. */
const STRAGGLER_SHARE = 0.25;

/** How far beside the clock, in its own tolerances: a hop that is short of processor time fires late. */
const NEARLY = 3;

/** A timer fires late on a busy hop, and a byte that lay unread makes a silence look short. */
export const stragglers: AlikePass = {
  id,
  concludes: 'the few drops that ended in the same way and only just missed a limit belong to it',
  refutedBy: 'as many of them as of the drops that match: then they have a cause of their own',
  apply({ open, groups }) {
    const taken = new Set<Group>();
    const widened = groups.map((group) => {
      const timer = clockOf(group);
      if (timer === undefined || group.cases.length < SUPPORT_LEAST) return group;
      const near = groups.filter((other) => isNear(other, timer) && !taken.has(other));
      const added = near.flatMap((other) => other.cases);
      if (added.length === 0 || added.length > STRAGGLER_SHARE * group.cases.length) return group;
      for (const other of near) taken.add(other);
      const adopted = added.map((one) => adoptedBy(group, timer, one));
      const cases = [...group.cases, ...adopted];
      const found = `${counted(added.length)} more only just missed it`;
      return revised(id, group, { found, cases, ...spanOf(cases, group.conclusion) });
    });
    return { open, groups: widened.filter((group) => !taken.has(group)) };
  },
};

/** The one timer that runs out at a client's sight and explains them all. */
function clockOf(group: Group): Timer | undefined {
  const { basis, candidates } = group.conclusion;
  const [only, ...others] = candidates;
  if (group.madeBy !== 'one-clock' || basis !== 'clock') return undefined;
  if (others.length > 0 || only?.eventAtMs !== undefined) return undefined;
  const timer = only?.timer;
  return timer?.sights.every(({ noticed }) => noticed === 'at-once') ? timer : undefined;
}

/** Drops that died in a burst have that in common instead. */
function isNear(group: Group, timer: Timer): boolean {
  const maker = group.madeBy;
  if (maker === 'one-clock' || maker === 'explained-alone' || group.together === true) return false;
  return group.cases.every((one) => nearlyFits(timer, one));
}

function nearlyFits(timer: Timer, { drop }: Case): boolean {
  const { earlyMs, lateMs } = tolerance(timer, drop);
  const offMs = observed(timer, drop) - timer.limit.afterMs;
  return offMs >= -NEARLY * earlyMs && offMs <= NEARLY * lateMs;
}

function adoptedBy({ conclusion }: Group, timer: Timer, one: Case): Case {
  return { ...one, conclusion, observedMs: observed(timer, one.drop) };
}
