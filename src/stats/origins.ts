import type { Origin } from '../explain/origin.ts';
import { ORIGINS, originOf } from '../explain/origin.ts';
import type { LifeRow } from './life-table.ts';

/** The share of a target's connections that have an origin, of those whose origin is known; counted when it is asked for. */
export function originShares(
  rows: () => Iterable<LifeRow>,
): (kind: Origin, value: string, target: number) => number {
  let counts: ReadonlyMap<string, number> | undefined;
  return (kind, value, target) => {
    counts ??= countsOf(rows());
    const all = counts.get(`${target} ${kind}`) ?? 0;
    return all === 0 ? 0 : (counts.get(`${target} ${kind} ${value}`) ?? 0) / all;
  };
}

/** By target and kind, and by target, kind and value. */
function countsOf(rows: Iterable<LifeRow>): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  const add = (key: string) => counts.set(key, (counts.get(key) ?? 0) + 1);
  for (const { target, backend, route } of rows) {
    for (const kind of ORIGINS) {
      const value = originOf(kind, { backend, ...route });
      if (value === undefined || value === '') continue;
      add(`${target} ${kind}`);
      add(`${target} ${kind} ${value}`);
    }
  }
  return counts;
}
