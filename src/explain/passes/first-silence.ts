import { gapBeforeProvocation } from '../clocks.ts';
import { distinct } from '../conclusion.ts';
import { isFirstSilence, isFoundLate } from '../grouping/found-late.ts';
import type { Case, Group } from '../grouping/group.ts';
import { extent, made } from '../grouping/group.ts';
import { shareAnInstant } from '../grouping/instants.ts';
import { defaultOf, strangers, valuesNotInForce } from '../grouping/unlisted-timeout.ts';
import type { TargetWay } from '../target-way.ts';
import { WELL_KNOWN } from '../well-known.ts';
import { counted, secondsRange } from '../words.ts';
import type { AlikePass } from './pass.ts';

const id = 'first-silence';

/** Fewest that must have died of their first long silence before a timer is suspected. */
const FIRST_LEAST = 5;

/** The timer itself is shorter than the silence that is seen. */
export const firstSilence: AlikePass = {
  id,
  concludes:
    'sessions that were gone at the first packet after a silence, at no common instant: a hop forgets them sooner than we send',
  refutedBy: 'connections of the same target that survive such a silence',
  apply({ open, groups }, { way }) {
    const late = open.filter((one) => isFoundLate(one, way));
    const first = late.filter((one) => isFirstSilence(one, way) && isLong(one, way));
    if (first.length < FIRST_LEAST || first.length < late.length / 2 || shareAnInstant(first, way))
      return { open, groups };
    const taken = new Set(first);
    return {
      open: open.filter((one) => !taken.has(one)),
      groups: [...groups, groupOf(first, way)],
    };
  },
};

/** No hop forgets a session so soon: what falls silent right after the open meets a hang or a loss. */
const SILENCE_LEAST_MS = 1_000;

function isLong({ drop }: Case, way: TargetWay): boolean {
  return gapBeforeProvocation(drop, way)! >= SILENCE_LEAST_MS;
}

function groupOf(cases: readonly Case[], way: TargetWay): Group {
  const gap = extent(cases, ({ drop }) => gapBeforeProvocation(drop, way)!);
  const known = WELL_KNOWN.filter(
    ({ axis, afterMs }) => axis === 'idle' && afterMs < gap.fromMs && afterMs > gap.fromMs / 4,
  );
  const words = [
    `found by our own packet after a first silence of ${secondsRange(gap.fromMs, gap.toMs)}: a session timeout below that, which no configured setting has`,
    ...known.map(defaultOf),
  ];
  const { drop, conclusion } = cases[0]!;
  const candidates = conclusion.candidates.map(({ hop }) => ({
    hop,
    setting: 'a session timeout that is not listed',
  }));
  const group = {
    cases,
    axis: 'idle',
    fromMs: gap.fromMs,
    toMs: gap.toMs,
    reason: words.join('; '),
    conclusion: {
      ...conclusion,
      axis: 'idle',
      basis: 'clock',
      certainty: 'possible',
      candidates: distinct([
        ...candidates,
        ...valuesNotInForce(drop, 'idle', way),
        ...strangers('session timeout', known),
      ]),
      evidenceNeeded: 'a run with a shorter heartbeat: such a timer would then close nothing',
    },
  } as const;
  return made(id, group, `${counted(cases.length)} were gone after their first silence`);
}
