import type { Hop, Limit } from '../../path/path.ts';

/** A model may not be finer than the engine's own grid (50 ms) can tell. */
const SHORTEST_MS = 50;

/**
 * The lab is one process on the machine that also holds the connections, so its timers are later than those
 * of a device of its own (by more than 0.25 s, seen on 2 cores that compile and test at the same time), and
 * what we see begins later by our own delay, which makes a timeout look shorter.
 */
const LAB_OFF_MS = 500;

/**
 * A hop as a lab builds it: `speedUp` times as fast, and a proxy whatever it stands for. So it terminates TCP,
 * and as a process it sees payload only: TCP keep-alive restarts none of its clocks.
 */
export function inLab(hop: Hop, speedUp: number): Hop {
  const limits = hop.limits.map((limit) => {
    const sped = speedUp === 1 ? limit : spedUp(limit, speedUp);
    const earlyMs = Math.min(sped.earlyMs + LAB_OFF_MS, Math.max(sped.earlyMs, sped.afterMs / 5));
    const resetBy = limit.resetBy === 'packets' ? 'bytes' : limit.resetBy;
    return { ...sped, resetBy, earlyMs, lateMs: sped.lateMs + LAB_OFF_MS };
  });
  const isBalancer = hop.role === 'load-balancer' || hop.role === 'nat';
  return isBalancer ? { ...hop, limits, endsTcp: true } : { ...hop, limits };
}

/** How exactly a hop keeps its time does not change, but it is never all of the shorter timeout. */
function spedUp(limit: Limit, speedUp: number): Limit {
  const afterMs = limit.afterMs === 0 ? 0 : Math.max(SHORTEST_MS, limit.afterMs / speedUp);
  return { ...limit, afterMs, earlyMs: Math.min(limit.earlyMs, afterMs * 0.75) };
}
