import { hopsOf } from '../conclusion.ts';
import { overrunBefore } from '../event-windows.ts';
import type { Group } from '../grouping/group.ts';
import { revised } from '../grouping/group.ts';
import { clock, seconds } from '../words.ts';
import type { AlikeGround, AlikePass } from './pass.ts';

const id = 'late-event';

/** So much of the run may lie behind some event before a burst behind one means little. */
const COVERAGE_MOST = 0.2;

export const lateEvent: AlikePass = {
  id,
  concludes: 'a burst after an event, later than the setting says: a different delay is in force',
  refutedBy:
    'another event or a fault at the time of the burst, or a burst of the same kind without the event',
  apply({ open, groups }, ground) {
    return {
      open,
      groups: groups.map((group) => (isBurst(group) ? overrunning(group, ground) : group)),
    };
  },
};

function isBurst(group: Group): boolean {
  return group.madeBy === 'clusters' && group.axis === 'wall';
}

function overrunning(burst: Group, { windows, scale }: AlikeGround): Group {
  const overrun = overrunBefore(burst.fromMs, windows, scale.rangeMs.wall);
  const { conclusion } = burst;
  if (overrun === undefined || !hopsOf(conclusion.candidates).includes(overrun.candidate.hop))
    return burst;
  const { candidate, coverage } = overrun;
  const isSure = coverage <= COVERAGE_MOST;
  const others = conclusion.candidates.filter(({ hop }) => hop !== candidate.hop);
  const { eventAtMs = 0 } = candidate;
  return revised(id, burst, {
    found: `the burst began ${seconds(burst.fromMs - eventAtMs)} after the event at ${clock(eventAtMs)}`,
    conclusion: {
      ...conclusion,
      basis: 'event',
      reason: 'does not match the observed delay: a different value is in force',
      certainty: isSure ? 'likely' : 'possible',
      candidates: isSure ? [candidate] : [candidate, ...others],
    },
  });
}
