import type { Hop, Limit } from '../../path/path.ts';

/** A model may not be finer than the engine's own grid (50 ms). */
const SHORTEST_MS = 50;

/**
 * The lab is one process on the machine that also holds the connections, so its timers run later than those
 * of a separate device (by more than 0.25 s, measured on 2 cores under a full load of builds and tests), and
 * our own delay shifts the start of what we see, which makes a timeout look shorter.
 */
const LAB_OFF_MS = 500;

/**
 * A hop as a lab builds it: `speedUp` times as fast, and always a proxy, whatever it represents. So it terminates TCP,
 * and as a process it sees only payload: TCP keep-alive restarts none of its timers. Below HTTP it passes FIN and RST
 * on as they are.
 */
export function inLab(hop: Hop, speedUp: number): Hop {
  const limits = hop.limits.map((limit) => {
    const sped = speedUp === 1 ? limit : spedUp(limit, speedUp);
    const earlyMs = Math.min(sped.earlyMs + LAB_OFF_MS, Math.max(sped.earlyMs, sped.afterMs / 5));
    const resetBy = limit.resetBy === 'packets' ? 'bytes' : limit.resetBy;
    return { ...sped, resetBy, earlyMs, lateMs: sped.lateMs + LAB_OFF_MS };
  });
  switch (hop.role) {
    case 'client':
    case 'backend':
      return { ...hop, limits };
    case 'ingress':
      return { ...hop, limits, relays: true };
    case 'load-balancer':
    case 'nat':
      return { ...hop, limits, endsTcp: true, relays: true };
  }
}

/** The precision of a hop does not change, but it never covers all of the shorter timeout. */
function spedUp(limit: Limit, speedUp: number): Limit {
  const afterMs = limit.afterMs === 0 ? 0 : Math.max(SHORTEST_MS, limit.afterMs / speedUp);
  return { ...limit, afterMs, earlyMs: Math.min(limit.earlyMs, afterMs * 0.75) };
}
