import type { Origin } from '../explain/passes/origin.ts';
import { ORIGINS, originOf } from '../explain/passes/origin.ts';
import type { LifeRow } from './life-table.ts';

/** The share of a target's connections that have an origin, of those whose origin is known; counted when it is asked for. */
export function originShares(
  rows: () => Iterable<LifeRow>,
): (kind: Origin, value: string, target: number) => number {
  let tallies: readonly Tallies[] | undefined;
  return (kind, value, target) => {
    tallies ??= talliesOf(rows());
    const { known = 0, counts } = tallies[target]?.[kind] ?? {};
    return known === 0 ? 0 : (counts?.get(value) ?? 0) / known;
  };
}

/** How many connections of a target have an origin of each kind, and how many each one. */
type Tallies = Readonly<Record<Origin, { known: number; readonly counts: Map<string, number> }>>;

function talliesOf(rows: Iterable<LifeRow>): readonly Tallies[] {
  const tallies: Tallies[] = [];
  for (const { target, backend, route } of rows) {
    tallies[target] ??= noTallies();
    const origins = { backend, ...route };
    for (const kind of ORIGINS) {
      const value = originOf(kind, origins);
      if (value === undefined || value === '') continue;
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
