import { shows } from '../../path/sight.ts';
import type { Candidate } from '../conclusion.ts';
import type { Drop } from '../drop.ts';
import type { EventWindow } from '../event-windows.ts';
import { firstWindowFrom, mayShow } from '../event-windows.ts';
import type { Ground } from '../ground.ts';
import { sendersOf } from '../senders.ts';
import { clock } from '../words.ts';
import type { MatchingRule, Misfit } from './rule.ts';
import { timerName } from './timer-words.ts';

export const knownEvent: MatchingRule = {
  id: 'known-event',
  kind: 'matches',
  concludes:
    'an event on the timeline ended the connection, at once or after the delay that a limit of its hop sets',
  refutedBy: 'connections of the same hop and instance that survive the event',
  matches: eventsThatMatch,
  excluded(drop, ground) {
    return nearest(drop, ground).flatMap((window) => {
      const why = misfitOf(window, drop, ground);
      return why === undefined ? [] : [why];
    });
  },
};

/** The known events that explain this drop, if its end was seen when it came. */
export function eventsThatMatch(drop: Drop, ground: Ground): readonly Candidate[] {
  const { windows } = ground;
  const found: Candidate[] = [];
  for (
    let next = firstWindowFrom(windows, drop.atMs - drop.loopDelayMs - windows.longestMs);
    next < windows.all.length && windows.all[next]!.fromMs <= drop.atMs;
    next += 1
  ) {
    const window = windows.all[next]!;
    if (window.toMs + drop.loopDelayMs < drop.atMs) continue;
    if (isSeen(window, drop, ground)) found.push(candidateOf(window));
  }
  return found;
}

function candidateOf({ mark, timer }: EventWindow): Candidate {
  return {
    hop: timer?.hop.id ?? mark.hop!,
    setting: timer?.limit.setting ?? mark.event ?? mark.label,
    timer,
    eventAtMs: mark.atMs,
    ...(mark.event === undefined ? { vague: true } : {}),
  };
}

/** Whether what the event does looks like this ending. */
function isSeen({ mark, timer }: EventWindow, drop: Drop, { way }: Ground): boolean {
  if (timer !== undefined)
    return timer.sights.some(({ shape }) => shows(shape, drop.ending, way.carriesTls));
  // A silence is noticed long after its cause: only many together date it (see `forgotten-together.ts`).
  if (drop.ending.kind === 'blackhole' || !mayShow(mark.event, drop.ending)) return false;
  return sendersOf(drop, way).candidates.some((candidate) => candidate.hop === mark.hop);
}

/** So many events are worth a line in a trace. */
const SHOWN_MAX = 6;

function nearest({ atMs }: Drop, { windows }: Ground): readonly EventWindow[] {
  const offMs = ({ fromMs, toMs }: EventWindow) => Math.max(fromMs - atMs, atMs - toMs, 0);
  return windows.all.toSorted((a, b) => offMs(a) - offMs(b)).slice(0, SHOWN_MAX);
}

function misfitOf(window: EventWindow, drop: Drop, ground: Ground): Misfit | undefined {
  const { mark, timer, fromMs, toMs } = window;
  const what = timer === undefined ? `${mark.hop} ${mark.event ?? mark.label}` : timerName(timer);
  const cause = `${what} after the event at ${clock(mark.atMs)}`;
  const dueMs = mark.atMs + (timer?.limit.afterMs ?? 0);
  if (drop.atMs < fromMs)
    return { cause, why: `ended {} before it was due`, shownMs: dueMs - drop.atMs };
  if (drop.atMs > toMs + drop.loopDelayMs)
    return { cause, why: `ended {} after it was due`, shownMs: drop.atMs - dueMs };
  if (isSeen(window, drop, ground)) return undefined;
  const why =
    drop.ending.kind === 'blackhole'
      ? 'a silence is noticed too late to date it alone'
      : 'cannot end a connection like this';
  return { cause, why };
}
