import type { Axis, ExplainContext } from './drop.ts';
import type { TargetWay } from './target-way.ts';

/** How many drops would fall into a window by chance, and how long each axis is. */
export interface Scale {
  readonly rangeMs: Readonly<Record<Axis, number>>;
  expected(window: ChanceWindow): number;
}

export interface ChanceWindow {
  readonly axis: Axis;
  readonly fromMs: number;
  readonly toMs: number;
  /** Drops of the same target and ending that no cause explains. */
  readonly background: number;
}

/**
 * The scale of one target. Without the exposure from the caller, unexplained drops are taken as evenly
 * spread: over the run, and over the silences that this traffic allows.
 */
export function scaleOf(way: TargetWay, context: ExplainContext, durationMs: number): Scale {
  const longestMs = Math.max(1, durationMs);
  const rangeMs = {
    wall: longestMs,
    age: longestMs,
    idle: Math.min(longestMs, 1.2 * way.pauseMsMax),
  };
  return {
    rangeMs,
    expected({ axis, fromMs, toMs, background }) {
      const given = context.expectedByChance?.(axis, fromMs, toMs, way.index);
      if (given !== undefined) return given;
      return background * Math.min(1, (toMs - fromMs) / rangeMs[axis]);
    },
  };
}
