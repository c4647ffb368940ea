import type { ComingEvent, Hold } from '../path/fate.ts';
import type { PlacedLimit } from '../path/path.ts';
import { isPathEvent } from '../path/path.ts';
import type { Load, Scenario, Target } from './scenario.ts';

/** From the first dial to the end of the hold. */
export function durationOf(load: Load): number {
  return load.stages.reduce((sumMs, stage) => sumMs + stage.durationMs, 0);
}

/** How long this target's first connection is held, and what the scenario does to its path meanwhile. */
export function holdOf({ load, lab, events }: Scenario, target: Target): Hold {
  const faults = (lab?.faults ?? []).flatMap((fault): ComingEvent[] => {
    const { atMs, hop, kind, count } = fault;
    if (!isPathEvent(kind)) return [];
    if (fault.target !== undefined && fault.target !== target.name) return [];
    return [{ hop, event: kind, atMs, hitsAll: count === undefined }];
  });
  // Nobody knows which replica or pod an event of the real path affects.
  const planned = events.flatMap(({ atMs, hop, event }): ComingEvent[] =>
    hop === undefined || event === undefined ? [] : [{ hop, event, atMs, hitsAll: false }],
  );
  return { holdMs: durationOf(load), events: [...faults, ...planned] };
}

/** True when the target expects to be dropped by this limit, so that the drop is no mistake. */
export function expectsDrop(
  { expectDrop }: Pick<Target, 'expectDrop'>,
  { hop, limit }: PlacedLimit,
): boolean {
  if (expectDrop === undefined) return false;
  const isHop = expectDrop.by === undefined || expectDrop.by === hop.id;
  return isHop && Math.abs(expectDrop.atMs - limit.afterMs) <= expectDrop.toleranceMs;
}
