import { ConclusionStore } from './conclusion-store.ts';
import type { ExplainContext, Stall } from './drop.ts';
import type { EventWindows } from './event-windows.ts';
import { eventWindows } from './event-windows.ts';
import type { TargetWay } from './target-way.ts';
import { targetWay } from './target-way.ts';

/** What each drop of a target is compared with: its way, the events on it, and our own stalls. */
export interface Ground {
  readonly way: TargetWay;
  readonly windows: EventWindows;
  readonly stalls: readonly Stall[];
  readonly conclusions: ConclusionStore;
}

export function groundOf(context: ExplainContext, target: number): Ground {
  const way = targetWay(context.path, context.targets[target]!, target);
  const windows = eventWindows(way, context.events);
  return { way, windows, stalls: context.stalls, conclusions: new ConclusionStore() };
}
