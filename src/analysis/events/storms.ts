import { quantileSorted } from 'd3-array';
import type { Connection } from '../../journal/connection.ts';

/** A connection that was opened again after its predecessor had ended. */
export interface Redial {
  /** When it was open. */
  readonly atMs: number;
  /** What opening it took: TCP, TLS and upgrade. */
  readonly tookMs: number;
}

/** Many connections that came back at one time. */
export interface Storm {
  readonly fromMs: number;
  readonly toMs: number;
  readonly count: number;
  /** Most in any one second. */
  readonly perSecondMax: number;
  readonly tookMsP99: number;
}

/** Redials further apart than this belong to two storms. */
const GAP_MS = 3_000;

/** Fewer than this, or than this share of all connections, are no storm. */
const COUNT_MIN = 10;
const SHARE_MIN = 0.005;

/** Those opened again, and when the others were opened; a member has one connection after the other. */
export function redialsOf(connections: Iterable<Connection>): {
  readonly redials: readonly Redial[];
  readonly firstAtMs: readonly number[];
} {
  const seen: Set<number>[] = [];
  const redials: Redial[] = [];
  const firstAtMs: number[] = [];
  for (const { target, member, openedAtMs, connectMs, tlsMs, upgradeMs } of connections) {
    seen[target] ??= new Set();
    if (seen[target].has(member))
      redials.push({ atMs: openedAtMs, tookMs: (connectMs ?? 0) + tlsMs + upgradeMs });
    else firstAtMs.push(openedAtMs);
    seen[target].add(member);
  }
  return { redials: redials.sort((a, b) => a.atMs - b.atMs), firstAtMs };
}

/** Storms of redials, the largest first. `redials` are in order of time. */
export function stormsOf(redials: readonly Redial[], connections: number): readonly Storm[] {
  const clusters: Redial[][] = [];
  for (const redial of redials) {
    const last = clusters.at(-1);
    if (last !== undefined && redial.atMs - last.at(-1)!.atMs <= GAP_MS) last.push(redial);
    else clusters.push([redial]);
  }
  const countMin = Math.max(COUNT_MIN, connections * SHARE_MIN);
  return clusters
    .filter(({ length }) => length >= countMin)
    .map(stormOf)
    .sort((a, b) => b.count - a.count);
}

function stormOf(cluster: readonly Redial[]): Storm {
  const took = cluster.map(({ tookMs }) => tookMs).sort((a, b) => a - b);
  return {
    fromMs: cluster[0]!.atMs,
    toMs: cluster.at(-1)!.atMs,
    count: cluster.length,
    perSecondMax: mostInOneSecond(cluster),
    tookMsP99: quantileSorted(took, 0.99)!,
  };
}

function mostInOneSecond(cluster: readonly Redial[]): number {
  let most = 0;
  let first = 0;
  for (const [index, { atMs }] of cluster.entries()) {
    while (atMs - cluster[first]!.atMs >= 1_000) first += 1;
    most = Math.max(most, index - first + 1);
  }
  return most;
}
