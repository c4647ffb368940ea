import { provocation } from '../../explain/clocks.ts';
import type { Drop } from '../../explain/drop.ts';
import type { TargetWay } from '../../explain/target-way.ts';
import type { Connections } from '../connections.ts';
import type { EvidenceJoin } from './evidence.ts';

/** Fewest missing, and fewest others that have a line. */
const MISSING_LEAST = 3;
const OTHERS_LEAST = 3;

/** As many of the others must have one: a log of one replica of two says nothing of the other's connections. */
const COVERED_SHARE = 0.9;

/**
 * Whether a log that tells of nearly all other connections of these drops' target tells of none of them. A process
 * writes a line for each connection that ends, whatever ends it, so the one that held these was killed.
 */
export function isMissingFrom(
  {
    join,
    way,
    connections,
  }: {
    readonly join: EvidenceJoin;
    readonly way: TargetWay;
    readonly connections: Connections;
  },
  drops: readonly Drop[],
): boolean {
  if (join.counts.matched < OTHERS_LEAST || drops.length < MISSING_LEAST) return false;
  if (!drops.every((drop) => wasClosed(drop, way))) return false;
  const inside = new Set(drops.map(({ id }) => id));
  let [others, known] = [0, 0];
  for (const { id, target, ended } of connections) {
    if (target !== way.index || ended === undefined || inside.has(id)) continue;
    others += 1;
    if (join.knows(id)) known += 1;
  }
  return others >= OTHERS_LEAST && known >= COVERED_SHARE * others;
}

/** A session that was lost on the way may still be open there: it has no line yet. */
function wasClosed(drop: Drop, way: TargetWay): boolean {
  const { kind } = drop.ending;
  return kind === 'fin' || (kind === 'rst' && provocation(drop, way) === 'nothing');
}
