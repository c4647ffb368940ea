import { hopsOf, namesOf } from '../conclusion.ts';
import type { Step } from '../drop.ts';
import { isUntried } from '../grouping/found-late.ts';
import type { Case, Group } from '../grouping/group.ts';
import { conclusionKey, groupBy, grouped } from '../grouping/group.ts';
import { counted } from '../words.ts';
import type { AlikeGround, AlikePass } from './pass.ts';

const id = 'scattered';

/** One hop may still be named, but a mere set of hops explains nothing. */
export const scattered: AlikePass = {
  id,
  concludes:
    'drops without a limit, an event or a moment in common stay unexplained, unless one hop is left',
  refutedBy: 'a limit, an event or a moment that they turn out to share',
  apply({ open, groups }, ground) {
    const alike = groupBy(open, ({ conclusion }) => conclusionKey(conclusion)).values();
    return {
      open: [],
      groups: [...groups, ...[...alike].map((cases) => groupOf(cases, ground))],
    };
  },
};

function groupOf(cases: readonly Case[], { way }: AlikeGround): Group {
  const { conclusion, drop } = cases[0]!;
  const found = `${counted(cases.length)} with nothing in common but their ending`;
  const isPlaced = drop.ending.kind === 'blackhole' && conclusion.certainty === 'possible';
  const isOfEvent = conclusion.candidates[0]?.eventAtMs !== undefined;
  const hops = hopsOf(conclusion.candidates);
  if (hops.length === 1 && conclusion.certainty === 'possible')
    return { ...grouped(id, cases, { found }), orTimeout: true };
  if (isOfEvent || isPlaced) {
    const orTimeout = cases.every((one) => isUntried(one, way));
    const group = grouped(id, cases, { found });
    return { ...group, orTimeout, steps: [...(isOfEvent ? [ofEvent(group)] : []), ...group.steps] };
  }
  if (hops.length <= 1) return grouped(id, cases, { found });
  const note = `no limit, event or moment in common; possible hops: ${hops.join(', ')}`;
  return {
    ...grouped(id, cases, { conclusion: { ...conclusion, certainty: 'unexplained' }, found }),
    note,
  };
}

/** The pass before this one named the event, when the drops were in no group yet. */
function ofEvent({ conclusion }: Group): Step {
  const found = `${namesOf(conclusion.candidates)[0]} lies in the time when they were lost`;
  return { by: 'possible-event', found, excluded: [], certainty: conclusion.certainty };
}
