import { aliveAgoMs } from '../clocks.ts';
import { distinct, hopsOf } from '../conclusion.ts';
import { eventsBetween } from '../event-windows.ts';
import { isFoundLate } from '../grouping/found-late.ts';
import type { Case } from '../grouping/group.ts';
import { failingWriteAtMs } from '../grouping/instants.ts';
import type { AlikeGround, AlikePass } from './pass.ts';

/** When a lone loss happened is not known: any time between its last answer and the question in vain. */
export const possibleEvent: AlikePass = {
  id: 'possible-event',
  concludes:
    'an event that can lose sessions falls within the window in which a single session was lost',
  refutedBy: 'sessions of the same hop that survived the event',
  apply({ open, groups }, ground) {
    if (ground.windows.all.length === 0) return { open, groups };
    const asked = open.map((one) =>
      isFoundLate(one, ground.way) ? maybeOfEvent(one, ground) : one,
    );
    return { open: asked, groups };
  },
};

function maybeOfEvent(one: Case, { windows, way }: AlikeGround): Case {
  const { conclusion, drop } = one;
  const span = { fromMs: drop.atMs - aliveAgoMs(drop, way), toMs: failingWriteAtMs(one, way) };
  const near = eventsBetween(windows, span);
  if (near.length === 0 || conclusion.basis !== 'mechanism') return one;
  const able = hopsOf(conclusion.candidates);
  const events = near.filter(({ hop }) => able.includes(hop));
  if (events.length === 0) return one;
  const candidates = distinct([...events, ...conclusion.candidates]);
  const reason = `an event that can lose sessions lies in the time when it was lost; ${conclusion.reason}`;
  return { ...one, conclusion: { ...conclusion, certainty: 'possible', candidates, reason } };
}
