import type { Drop, Stall } from '../drop.ts';
import type { TargetWay } from '../target-way.ts';
import type { Candidate, Judged } from '../verdict.ts';
import { idleMs, provocation } from './by-clock.ts';

/** Slack for a beat that is due, before we call it missed. */
const BEAT_SLACK_MS = 500;

/** Faults of the generator itself, looked for before anybody else is blamed. */
export function ownFault(drop: Drop, way: TargetWay, stalls: readonly Stall[]): Judged | undefined {
  const { ending } = drop;
  if (ending.kind === 'local-fault')
    return own(drop, 'certain', ending.errno, 'our own kernel refused');
  if (ending.kind === 'blackhole') {
    if ((ending.kernel?.receiveQueue ?? 0) > 0)
      return own(drop, 'certain', 'answer not read', 'the answer lay unread in our own kernel');
    // A late loop keeps no kernel from acknowledging what we had sent.
    const isUnheard = (ending.kernel?.sendQueue ?? 0) > 0;
    const isLate = drop.loopDelayMs > way.deadlineMs / 2;
    if (ending.noticedBy === 'reply-timeout' && isLate && !isUnheard)
      return own(
        drop,
        'certain',
        'event loop blocked',
        'our own loop was late by more than half the deadline',
      );
  }
  return stalls.length === 0 ? undefined : stalled(drop, way, stalls);
}

/** A drop for which our own standstill may be to blame, beside others. */
export function stallCandidate(
  drop: Drop,
  way: TargetWay,
  stalls: readonly Stall[],
): Candidate | undefined {
  if (drop.ending.kind !== 'blackhole' || drop.ending.kernel !== undefined) return undefined;
  const graceMs = Number.isFinite(way.deadlineMs) ? way.deadlineMs : 0;
  const stall = stallWithin(stalls, drop.atMs - drop.sinceSentMs - graceMs, drop.atMs);
  return stall === undefined ? undefined : { hop: 'generator', setting: 'generator stalled' };
}

/** The heartbeat that should have kept it alive was not sent, because we stood still. */
function stalled(drop: Drop, way: TargetWay, stalls: readonly Stall[]): Judged | undefined {
  // What brought the end to light was said after we had moved again: the silence lies before it.
  const isProvoked = provocation(drop, way) === 'write';
  const silenceMs = isProvoked ? drop.quietBeforeLastWriteMs : idleMs(drop);
  const missedMs = silenceMs - way.pauseMsMax;
  if (!(missedMs > BEAT_SLACK_MS) || !mattered(silenceMs, way)) return undefined;
  const toMs = isProvoked ? drop.atMs - drop.sinceSentMs : drop.atMs;
  const stall = stallWithin(stalls, toMs - silenceMs, toMs);
  if (stall === undefined || stall.forMs < missedMs / 2) return undefined;
  return own(
    drop,
    'likely',
    'generator stalled',
    'our own standstill kept back a heartbeat that was due',
  );
}

/** Whether any timer on the way can have run out in such a silence; an unlisted way may have any. */
function mattered(silenceMs: number, { timers, listed }: TargetWay): boolean {
  const clocks = timers.filter(({ limit }) => limit.startsAt === 'last-reset');
  if (!listed || clocks.length === 0) return true;
  return clocks.some(({ limit }) => limit.afterMs - limit.earlyMs <= silenceMs);
}

/** The longest of them: a short one beside it says nothing. */
function stallWithin(stalls: readonly Stall[], fromMs: number, toMs: number): Stall | undefined {
  let longest: Stall | undefined;
  for (const stall of stalls) {
    const isWithin = stall.atMs >= fromMs && stall.atMs - stall.forMs <= toMs;
    if (isWithin && stall.forMs > (longest?.forMs ?? 0)) longest = stall;
  }
  return longest;
}

function own(drop: Drop, certainty: 'certain' | 'likely', setting: string, reason: string): Judged {
  return {
    basis: 'own',
    certainty,
    candidates: [{ hop: 'generator', setting }],
    axis: 'wall',
    observedMs: drop.atMs,
    reason,
  };
}
