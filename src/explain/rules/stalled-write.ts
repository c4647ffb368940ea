import { shows } from '../../path/sight.ts';
import type { Timer } from '../../path/way.ts';
import { tolerance } from '../clocks.ts';
import { timerCandidate } from '../conclusion.ts';
import type { Drop } from '../drop.ts';
import { bytesSaidIn } from '../own/bytes-said.ts';
import { sendersOf } from '../senders.ts';
import type { TargetWay } from '../target-way.ts';
import type { MatchingRule } from './rule.ts';
import { endsWith, timerName } from './timer-words.ts';

/** What a socket and a proxy hold at least before a write stalls: Linux's smallest default receive buffer. */
const STALL_BYTES = 65_536;

export const stalledWrite: MatchingRule = {
  id: 'stalled-write',
  kind: 'matches',
  concludes:
    'a write timeout may have run out because the other side did not read; never more than a guess',
  refutedBy: 'the other side read all the time, so nothing of ours was left to send',
  matches(drop, { way }) {
    const stalled = way.timers.filter((timer) => why(timer, drop, way) === undefined);
    if (stalled.length === 0) return stalled.map(timerCandidate);
    // No record says what was left to send, so whatever else can end a connection like this stays in.
    return [...stalled.map(timerCandidate), ...sendersOf(drop, way).candidates];
  },
  excluded(drop, { way }) {
    return way.timers.flatMap((timer) => {
      if (timer.limit.startsAt !== 'stall') return [];
      const reason = why(timer, drop, way);
      return reason === undefined
        ? []
        : [{ cause: timerName(timer), ...inWords(reason, timer, drop) }];
    });
  },
};

type Why = 'other' | 'manner' | 'heard' | 'no-backlog';

/** A write timer runs only while the peer does not read, so only if we wrote more than the buffers hold. */
function why(timer: Timer, drop: Drop, way: TargetWay): Why | undefined {
  if (timer.limit.startsAt !== 'stall') return 'other';
  if (!timer.sights.some(({ shape }) => shows(shape, drop.ending, way.carriesTls))) return 'manner';
  if (drop.sinceReceivedMs < timer.limit.afterMs - tolerance(timer, drop).earlyMs) return 'heard';
  return bytesSaidIn(drop.sinceReceivedMs, way) >= STALL_BYTES ? undefined : 'no-backlog';
}

function inWords(reason: Why, timer: Timer, { sinceReceivedMs }: Drop) {
  switch (reason) {
    case 'other':
    case 'manner':
      return { why: `ends connections with ${endsWith(timer)}, not like this` };
    case 'heard':
      return { why: 'the other side was last heard only {} before', shownMs: sinceReceivedMs };
    case 'no-backlog':
      return { why: 'we sent less than the buffers on the path hold' };
  }
}
