import { gapBeforeProvocation, idleMs } from '../clocks.ts';
import type { Candidate, Conclusion } from '../conclusion.ts';
import { hopsOf } from '../conclusion.ts';
import type { Drop, Stall } from '../drop.ts';
import type { Ground } from '../ground.ts';
import { stallAtEnd } from '../own/unread-meanwhile.ts';
import { sendersOf } from '../senders.ts';
import { stallCandidate } from '../stall.ts';
import type { TargetWay } from '../target-way.ts';
import type { DecidingRule } from './rule.ts';

export const possibleSenders: DecidingRule = {
  id: 'possible-senders',
  kind: 'decides',
  concludes:
    'no clock and no event matches: the hops that can end a connection in this way are listed',
  refutedBy: 'a capture that shows another hop as the sender',
  decide: byMechanism,
  excluded(drop, { way }) {
    const { candidates, reason } = sendersOf(drop, way);
    const able = hopsOf(candidates);
    return way.stations
      .filter(({ id }) => !able.includes(id))
      .map(({ id }) => ({ cause: id, why: `cannot end a connection like this (${reason})` }));
  },
};

/** What is left when no clock and no event may explain it. */
export function byMechanism(
  drop: Drop,
  { way, stalls }: Pick<Ground, 'way' | 'stalls'>,
): Conclusion {
  const senders = sendersOf(drop, way);
  const stall = stallCandidate(drop, way, stalls) ?? standstillOf(drop, stalls);
  const candidates = stall === undefined ? senders.candidates : [...senders.candidates, stall];
  const base = { basis: 'mechanism', axis: 'wall', ...senders, candidates } as const;
  if (!way.listed && candidates.length <= 1)
    return { ...base, certainty: 'unexplained', reason: 'the scenario lists no hop on this way' };
  if (hopsOf(candidates).length > 1) {
    const isNarrowed = candidates.length < way.stations.length;
    return { ...base, certainty: isNarrowed ? 'possible' : 'unexplained' };
  }
  return { ...base, certainty: isSure(drop, way) ? 'likely' : 'possible' };
}

/** What ended while we stalled may have ended because of it. */
function standstillOf(drop: Drop, stalls: readonly Stall[]): Candidate | undefined {
  const isOurs = stallAtEnd(drop, stalls) !== undefined;
  return isOurs ? { hop: 'generator', setting: 'generator stalled' } : undefined;
}

/**
 * One hop is left. Still, a timeout that is not listed looks the same, of this hop or of another one nearer to us,
 * unless the connection had lived through longer silences.
 */
function isSure(drop: Drop, way: TargetWay): boolean {
  const { kind } = drop.ending;
  if (kind === 'unreachable' || kind === 'tls-alert' || kind === 'protocol-error') return true;
  const silenceMs = gapBeforeProvocation(drop, way) ?? idleMs(drop);
  return drop.ageMs > 3 * way.pauseMsMax && silenceMs <= 1.1 * way.pauseMsMin;
}
