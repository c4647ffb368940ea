import type { RefusalFacts } from '../../explain/refusals/refusal-facts.ts';
import type { Target } from '../../scenario/scenario.ts';
import type { RefusalCount, RunFold } from '../fold.ts';
import { OpenCount } from './open-count.ts';

/** A dial that hears nothing has met what refuses it long before it is given up. */
const MET_MS = 1_000;

/** What the run shows around each kind of refusal. */
export function refusalFacts(
  { connections, refusedDials, refusals }: RunFold,
  targets: readonly Target[],
): (group: RefusalCount) => RefusalFacts {
  const addresses = targets.map(({ address: { host, port } }) => `${host} ${port}`);
  const wanted = new Map<string, number>();
  for (const [index, { connections: count }] of targets.entries())
    wanted.set(addresses[index]!, (wanted.get(addresses[index]!) ?? 0) + count);
  const opens = new Map<string, { opened: number[]; closed: number[]; sources: Set<string> }>();
  for (const { target, openedAtMs, ended, localAddress } of refusals.size > 0 ? connections : []) {
    const key = addresses[target]!;
    const found = opens.get(key) ?? { opened: [], closed: [], sources: new Set() };
    opens.set(key, found);
    found.opened.push(openedAtMs);
    if (ended !== undefined) found.closed.push(ended.atMs);
    if (localAddress !== undefined) found.sources.add(localAddress);
  }
  const counts = new Map(
    [...opens].map(([key, { opened, closed }]) => [key, new OpenCount(opened, closed)]),
  );
  return (group) => {
    const key = addresses[group.target]!;
    const count = counts.get(key) ?? new OpenCount([], []);
    let least = Number.POSITIVE_INFINITY;
    for (const { dialledAtMs, atMs } of refusedDials.ofKind(group.index))
      least = Math.min(least, count.at(Math.min(atMs, dialledAtMs + MET_MS)));
    return {
      refused: group.count,
      wanted: wanted.get(key)!,
      opened: count.opened,
      openMost: count.most,
      openLeastAtRefusal: Number.isFinite(least) ? least : 0,
      openedLater: count.reopenedAfter(group.firstAtMs),
      sources: Math.max(1, opens.get(key)?.sources.size ?? 1),
    };
  };
}
