import type { Hop } from '../path/path.ts';

/** A model may not be finer than the engine's own grid (50 ms) can tell. */
const SHORTEST_MS = 50;

/**
 * The same hop with every timeout divided, for a lab that shows hours in seconds. How exactly a hop keeps
 * its time does not change (nginx skips 300 ms at any speed), but it is never all of the shorter timeout.
 */
export function spedUp(hop: Hop, factor: number): Hop {
  if (factor === 1) return hop;
  return {
    ...hop,
    limits: hop.limits.map((limit) => {
      const afterMs =
        limit.afterMs === 0 ? 0 : Math.max(SHORTEST_MS, Math.round(limit.afterMs / factor));
      return { ...limit, afterMs, earlyMs: Math.min(limit.earlyMs, afterMs * 0.75) };
    }),
  };
}
