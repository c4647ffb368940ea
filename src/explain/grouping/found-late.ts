import { aliveAgoMs, gapBeforeProvocation } from '../clocks.ts';
import { asksAgain, type TargetWay } from '../target-way.ts';
import type { Case } from './group.ts';

/** Whether the end was found by a packet of ours, so that its own time says little. */
export function isFoundLate({ drop }: Case, way: TargetWay): boolean {
  const { ending } = drop;
  if (ending.kind === 'blackhole' || ending.kind === 'unreachable') return true;
  const reset = ending.kind === 'rst' || (ending.kind === 'fin' && ending.maybeReset === true);
  return reset && gapBeforeProvocation(drop, way) !== undefined;
}

/** Lost in a silence that it had not lived through before; one that never speaks is found dead all the same. */
export function isFirstSilence(one: Case, way: TargetWay): boolean {
  return asksAgain(way) && isUntried(one, way);
}

/** Whether the silence in which it was lost was the first as long as that. */
export function isUntried({ drop }: Case, way: TargetWay): boolean {
  const gapMs = gapBeforeProvocation(drop, way);
  return gapMs !== undefined && drop.ageMs - aliveAgoMs(drop, way) < gapMs;
}
