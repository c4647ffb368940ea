import { idleMs, provocation } from './clocks.ts';
import type { Candidate } from './conclusion.ts';
import type { Drop, Stall } from './drop.ts';
import type { TargetWay } from './target-way.ts';

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

/** A silence that lasted longer than our own traffic allows. */
interface LateBeat {
  readonly silenceMs: number;
  /** How much longer. */
  readonly missedMs: number;
  /** When it ended, on the run's clock. */
  readonly toMs: number;
}

/** What brought the end to light was sent after we had moved again: the silence lies before it. */
export function lateBeat(drop: Drop, way: TargetWay): LateBeat {
  const isProvoked = provocation(drop, way) === 'write';
  const silenceMs = isProvoked ? drop.quietBeforeLastWriteMs : idleMs(drop);
  const toMs = isProvoked ? drop.atMs - (drop.sinceAskedMs ?? drop.sinceSentMs) : drop.atMs;
  return { silenceMs, missedMs: silenceMs - way.pauseMsMax, toMs };
}

/** The longest of them: a short one beside it says nothing. */
export function stallWithin(
  stalls: readonly Stall[],
  fromMs: number,
  toMs: number,
): Stall | undefined {
  let longest: Stall | undefined;
  for (const stall of stalls) {
    const isWithin = stall.atMs >= fromMs && stall.atMs - stall.forMs <= toMs;
    if (isWithin && stall.forMs > (longest?.forMs ?? 0)) longest = stall;
  }
  return longest;
}
