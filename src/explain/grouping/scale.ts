import type { Axis, ExplainContext } from '../drop.ts';
import type { TargetWay } from '../target-way.ts';

/** Where drops of one target fall that have no cause in common. */
export interface Scale {
  /** How far each axis reaches. */
  readonly rangeMs: Readonly<Record<Axis, number>>;
  /** The share of the connection-time that falls there. */
  share(axis: Axis, fromMs: number, toMs: number): number;
}

/** Clocks and exposures are rounded, so no window is quite without. */
const SHARE_LEAST = 1e-9;

/**
 * The scale of one target. Where the caller knows no exposure, connection-time is taken as evenly spread: over the
 * run, and over the silences that this traffic allows.
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
    share(axis, fromMs, toMs) {
      const exposed = context.exposedShare?.(axis, fromMs, toMs, way.index);
      const share = exposed ?? (toMs - fromMs) / rangeMs[axis];
      return Math.min(1, Math.max(SHARE_LEAST, share));
    },
  };
}
