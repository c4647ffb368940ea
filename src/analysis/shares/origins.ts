import type { Origin } from '../../explain/origins.ts';
import { ORIGINS, originOf } from '../../explain/origins.ts';
import type { Connection } from '../../journal/connection.ts';

/** The share of a target's connections that have an origin, of those whose origin is known; counted when it is asked for. */
export function originShares(
  connections: Iterable<Connection>,
): (kind: Origin, value: string, target: number) => number {
  let tallies: readonly Tallies[] | undefined;
  return (kind, value, target) => {
    tallies ??= talliesOf(connections);
    const { known = 0, counts } = tallies[target]?.[kind] ?? {};
    return known === 0 ? 0 : (counts?.get(value) ?? 0) / known;
  };
}

/** How many connections of a target have an origin of each kind, and how many each one. */
type Tallies = Readonly<Record<Origin, { known: number; readonly counts: Map<string, number> }>>;

function talliesOf(connections: Iterable<Connection>): readonly Tallies[] {
  const tallies: Tallies[] = [];
  for (const connection of connections) {
    const { target } = connection;
    tallies[target] ??= noTallies();
    for (const kind of ORIGINS) {
      const value = originOf(kind, connection);
      if (value === undefined) continue;
      const tally = tallies[target][kind];
      tally.known += 1;
      tally.counts.set(value, (tally.counts.get(value) ?? 0) + 1);
    }
  }
  return tallies;
}

function noTallies(): Tallies {
  const none = () => ({ known: 0, counts: new Map<string, number>() });
  return { backend: none(), node: none(), peer: none(), localAddress: none() };
}
