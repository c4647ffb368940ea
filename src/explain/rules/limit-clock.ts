import type { Sight } from '../../path/sight.ts';
import { shows } from '../../path/sight.ts';
import { isAge, type Timer } from '../../path/way.ts';
import { gapBeforeProvocation, lostAt, observed, provocation, tolerance } from '../clocks.ts';
import { timerCandidate } from '../conclusion.ts';
import type { Drop } from '../drop.ts';
import type { TargetWay } from '../target-way.ts';
import { setSeconds } from '../words.ts';
import type { MatchingRule, Misfit } from './rule.ts';
import { endsWith, timerName } from './timer-words.ts';

export const limitClock: MatchingRule = {
  id: 'limit-clock',
  kind: 'matches',
  concludes:
    'a configured limit ran out: its own clock showed its value at the end, and it ends connections in this way',
  refutedBy: 'connections that outlive the limit on the same way',
  matches(drop, { way }) {
    return way.timers.filter((timer) => fits(timer, drop, way)).map(timerCandidate);
  },
  excluded(drop, { way }) {
    return way.timers.flatMap((timer) => {
      if (!isClock(timer)) return [];
      const why = misfitOf(timer, drop, way);
      return why === undefined ? [] : [inWords(why, timer, drop, way)];
    });
  },
};

/** Why a timer does not explain a drop. */
type Why =
  | 'kept-alive'
  | 'manner'
  | 'too-early'
  | 'too-late'
  | 'elsewhere'
  | 'unprovoked'
  | 'short-gap'
  | 'answered-later';

function isClock({ limit }: Timer): boolean {
  return limit.startsAt === 'open' || limit.startsAt === 'last-reset';
}

function fits(timer: Timer, drop: Drop, way: TargetWay): boolean {
  return isClock(timer) && misfitOf(timer, drop, way) === undefined;
}

/** Undefined where the timer explains the drop. Of several sights, the one that comes closest counts. */
function misfitOf(timer: Timer, drop: Drop, way: TargetWay): Why | undefined {
  if (timer.heldByKeepalive) return 'kept-alive';
  let closest: Why | undefined = 'manner';
  for (const sight of timer.sights) {
    const why = misfitOfSight(sight, timer, drop, way);
    if (why === undefined) return undefined;
    if (why !== 'manner') closest = why;
  }
  return closest;
}

function misfitOfSight(
  { shape, noticed }: Sight,
  timer: Timer,
  drop: Drop,
  way: TargetWay,
): Why | undefined {
  if (!shows(shape, drop.ending, way.carriesTls)) return 'manner';
  if (noticed === 'next-packet') return misfitOfLaterFind(shape, timer, drop, way);
  const after = timer.limit.afterMs;
  const { earlyMs, lateMs } = tolerance(timer, drop);
  const fromMs = after - earlyMs - (isAge(timer) ? 0 : beganBeforeMs(drop));
  const shownMs = observed(timer, drop);
  if (shownMs >= fromMs && shownMs <= after + lateMs) return undefined;
  // Our own write may cross the hop's FIN or RST: the clock ran out before it.
  const quietMs = drop.quietBeforeLastWriteMs;
  const hasCrossed = !isAge(timer) && provocation(drop, way) === 'write';
  if (hasCrossed && quietMs >= fromMs && quietMs <= after + lateMs) return undefined;
  return shownMs < fromMs ? 'too-early' : 'too-late';
}

/** An answer slower than this says more about the server than about the way. */
const ANSWER_MS_MAX = 250;

/**
 * How much longer the hop's silence may have been than ours. It began when the answer to our last word passed
 * the hop: after that word, and before we had the answer. The hop's own open lies before ours, too.
 */
function beganBeforeMs({ sinceSentMs, sinceReceivedMs, connectMs = 0 }: Drop): number {
  const answerMs = Math.min(ANSWER_MS_MAX, Math.max(0, sinceSentMs - sinceReceivedMs));
  return answerMs + Math.min(ANSWER_MS_MAX, connectMs);
}

/** A timer that forgets a session in silence is seen only when somebody speaks: any longer gap fits. */
function misfitOfLaterFind(
  shape: Sight['shape'],
  timer: Timer,
  drop: Drop,
  way: TargetWay,
): Why | undefined {
  if (shape === 'silent' && !lostAt(timer.station, drop, way)) return 'elsewhere';
  const { earlyMs, lateMs } = tolerance(timer, drop);
  const after = timer.limit.afterMs;
  if (isAge(timer)) {
    if (drop.ageMs - (drop.sinceAskedMs ?? drop.sinceSentMs) < after - earlyMs) return 'too-early';
    return aliveAtMs(drop) <= after + lateMs ? undefined : 'answered-later';
  }
  const gapMs = gapBeforeProvocation(drop, way);
  if (gapMs === undefined) return 'unprovoked';
  return gapMs >= after - earlyMs ? undefined : 'short-gap';
}

function aliveAtMs({ ageMs, sinceReceivedMs }: Drop): number {
  return ageMs - sinceReceivedMs;
}

function inWords(why: Why, timer: Timer, drop: Drop, way: TargetWay): Misfit {
  const cause = timerName(timer);
  const clock = isAge(timer) ? 'age' : 'idle';
  switch (why) {
    case 'kept-alive': {
      const everyMs = way.target.traffic.keepaliveMs ?? 0;
      return { cause, why: `TCP keep-alive every ${setSeconds(everyMs)} restarts it in time` };
    }
    case 'manner':
      return { cause, why: `ends connections with ${endsWith(timer)}, not like this` };
    case 'too-early':
      return { cause, why: `${clock} was only {}`, shownMs: observed(timer, drop) };
    case 'too-late':
      return { cause, why: `${clock} was already {}`, shownMs: observed(timer, drop) };
    case 'elsewhere':
      return { cause, why: 'the queues of our kernel place the loss elsewhere' };
    case 'unprovoked':
      return { cause, why: 'shows only when a packet is sent, and none was sent' };
    case 'short-gap':
      return {
        cause,
        why: 'the silence before our packet was only {}',
        shownMs: gapBeforeProvocation(drop, way),
      };
    case 'answered-later':
      return {
        cause,
        why: 'the backend still answered at the age of {}',
        shownMs: aliveAtMs(drop),
      };
  }
}
