import { isDrop } from '../outcome/ending.ts';
import type { Target } from '../scenario/scenario.ts';
import type { Explanation } from './cause.ts';
import { gapBeforeProvocation, idleMs } from './clocks.ts';
import type { Drop } from './drop.ts';

/**
 * Whether the target was there to die this death: on the right clock at the right time, and by the right
 * hop as far as that is known.
 */
export function isExpected(drop: Drop, target: Target, explanation: Explanation): boolean {
  const { expectDrop } = target;
  if (expectDrop === undefined || !isDrop(drop.ending)) return false;
  const hops = explanation.causes.map(({ hop }) => hop);
  if (hops.length === 1 && hops[0] === 'generator') return false;
  if (expectDrop.by !== undefined && !hops.includes(expectDrop.by)) return false;
  return isOnTime(drop, target);
}

/** A session that was forgotten in silence is found later, so only its too early loss is wrong. */
function isOnTime(drop: Drop, target: Target): boolean {
  const { axis, atMs, toleranceMs } = target.expectDrop!;
  const earliestMs = atMs - toleranceMs;
  const latestMs = atMs + toleranceMs + drop.loopDelayMs;
  const seenMs = axis === 'idle' ? idleMs(drop) : drop.ageMs;
  if (drop.ending.kind !== 'blackhole' && seenMs >= earliestMs && seenMs <= latestMs) return true;
  const gapMs = gapBeforeProvocation(drop, { target });
  if (gapMs === undefined) return false;
  if (axis === 'idle') return gapMs >= earliestMs;
  const lastAliveMs = drop.ageMs - drop.sinceReceivedMs;
  return drop.ageMs - drop.sinceSentMs >= earliestMs && lastAliveMs <= latestMs;
}
