import type { Candidate, Conclusion } from '../conclusion.ts';
import { axisOf, distinct } from '../conclusion.ts';
import type { Drop } from '../drop.ts';
import type { Ground } from '../ground.ts';
import { backendOf } from '../senders.ts';
import { eventsThatMatch } from './known-event.ts';
import { limitClock } from './limit-clock.ts';
import type { DecidingRule } from './rule.ts';
import { stalledWrite } from './stalled-write.ts';

export const closeFrame: DecidingRule = {
  id: 'close-frame',
  kind: 'decides',
  concludes:
    'only an application writes a Close frame: the backend closed, and its own limit or event may say why',
  refutedBy: 'a hop of the path that speaks WebSocket itself and closes before the backend does',
  decide(drop, ground) {
    return drop.ending.kind === 'close-frame' ? said(drop, drop.ending.code, ground) : undefined;
  },
};

function said(drop: Drop, code: number, ground: Ground): Conclusion {
  const known = distinct([
    ...limitClock.matches(drop, ground),
    ...stalledWrite.matches(drop, ground).filter(({ timer }) => timer !== undefined),
    ...eventsThatMatch(drop, ground).filter(({ timer }) => timer !== undefined),
  ]);
  const backend = backendOf(ground.way).id;
  const elsewhere = known.filter(({ hop }) => hop !== backend);
  const application: Candidate = { hop: backend, setting: `Close frame ${code}` };
  if (elsewhere.length > 0)
    return {
      axis: axisOf(elsewhere[0]!),
      basis: 'clock',
      certainty: 'possible',
      candidates: [...known, ...(known.length > elsewhere.length ? [] : [application])],
      reason: 'a Close frame, which a hop of the path may write too',
      evidenceNeeded: 'the log of the backend: did it close first?',
    };
  const named = known.length === 1 ? known[0]! : application;
  return {
    axis: axisOf(named),
    basis: 'said',
    certainty: 'certain',
    candidates: [named],
    reason: `a Close frame ${code} arrived: the application behind the proxies closed`,
  };
}
