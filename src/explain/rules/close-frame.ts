import { hopKind } from '../../path/kinds/all.ts';
import type { Station } from '../../path/way.ts';
import type { Candidate, Conclusion } from '../conclusion.ts';
import { axisOf, distinct, hopsOf } from '../conclusion.ts';
import type { Drop } from '../drop.ts';
import type { Ground } from '../ground.ts';
import { sendersOf } from '../senders.ts';
import { eventsThatMatch } from './known-event.ts';
import { limitClock } from './limit-clock.ts';
import type { DecidingRule } from './rule.ts';
import { stalledWrite } from './stalled-write.ts';

export const closeFrame: DecidingRule = {
  id: 'close-frame',
  kind: 'decides',
  concludes:
    'only what speaks WebSocket writes a Close frame: the backend, unless another hop on the way may write frames; a limit, an event or the words of the frame may say which, and why',
  refutedBy:
    'the log of a hop that closed before the one that is named, or received the Close frame',
  decide(drop, ground) {
    return drop.ending.kind === 'close-frame' ? said(drop, drop.ending, ground) : undefined;
  },
};

function said(
  drop: Drop,
  { code, reason }: { readonly code: number; readonly reason: string },
  ground: Ground,
): Conclusion {
  const { candidates: writers, evidenceNeeded } = sendersOf(drop, ground.way);
  const able = hopsOf(writers);
  const known = distinct([
    ...limitClock.matches(drop, ground),
    ...stalledWrite.matches(drop, ground).filter(({ timer }) => timer !== undefined),
    ...eventsThatMatch(drop, ground),
  ]).filter(({ hop }) => able.includes(hop));
  const one = onlyOneOf(known);
  if (able.length === 1) return ofOnlyWriter(one ?? writers[0]!, code);
  const [first] = known;
  if (first === undefined) return ofWriters(drop, reason, ground);
  if (one?.eventAtMs !== undefined)
    return {
      axis: 'wall',
      basis: 'event',
      certainty: 'likely',
      candidates: [one],
      reason: 'may write such a Close frame, and no other event or limit matches',
    };
  const others = writers.filter(({ hop }) => known.every((other) => other.hop !== hop));
  return {
    axis: axisOf(first),
    basis: 'clock',
    certainty: 'possible',
    candidates: [...known, ...others],
    reason: 'a Close frame, which a hop of the path may write too',
    evidenceNeeded,
  };
}

/** An event that starts a limit of its hop is seen at once as well: the limit says more. */
function onlyOneOf(known: readonly Candidate[]): Candidate | undefined {
  const timers = known.filter(({ timer }) => timer !== undefined);
  const told = timers.length > 0 ? timers : known;
  const isOneHop = hopsOf(known).length === 1;
  return isOneHop && told.length === 1 ? told[0] : undefined;
}

function ofOnlyWriter(named: Candidate, code: number): Conclusion {
  return {
    axis: axisOf(named),
    basis: 'said',
    certainty: 'certain',
    candidates: [named],
    reason: `a Close frame ${code} arrived: the application behind the proxies closed`,
  };
}

/** Several can have written it, and neither a limit nor an event says which. The text may name one of them. */
function ofWriters(drop: Drop, words: string, { way }: Ground): Conclusion {
  const { candidates, reason, evidenceNeeded } = sendersOf(drop, way);
  const base = { axis: 'wall', basis: 'mechanism' } as const;
  const named = way.stations.filter((one) => one.writesFrames && isNamedIn(words, one));
  const [only, another] = named;
  if (only === undefined || another !== undefined)
    return { ...base, certainty: 'possible', candidates, reason, evidenceNeeded };
  return {
    axis: 'wall',
    basis: 'said',
    certainty: 'likely',
    candidates: candidates.filter(({ hop }) => hop === only.id),
    reason: 'the text of the Close frame names it',
  };
}

/** Names of hops that an application's own text may hold too, and the first words of titles that are no names. */
const SAYS_NOTHING = new Set([
  '',
  'a',
  'proxy',
  'gateway',
  'server',
  'edge',
  'ingress',
  'slb',
  'lb',
]);

/** Cloudflare, for one, says its name when it restarts. */
function isNamedIn(words: string, { id, kind, role }: Station): boolean {
  if (role === 'backend') return false;
  const [vendor = ''] = (hopKind(kind)?.title ?? '').split(' ');
  return [id, vendor].some((name) => !SAYS_NOTHING.has(name) && hasWord(words, name));
}

function hasWord(text: string, word: string): boolean {
  return text
    .toLowerCase()
    .split(/[^a-z0-9-]+/)
    .includes(word.toLowerCase());
}
