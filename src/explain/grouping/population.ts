import type { Drop, ExplainContext } from '../drop.ts';

/** Which connections of a target were open, and whether any dropped, at a time. */
export interface Population {
  openAt(target: number, atMs: number): number;
  droppedIn(target: number, fromMs: number, toMs: number): boolean;
}

/** From the caller where it knows, else as far as the drops tell. */
export function populationOf(
  drops: readonly Drop[],
  { targets, openAt }: ExplainContext,
): Population {
  const timesOf = targets.map((): number[] => []);
  for (const { target, atMs } of drops) timesOf[target]!.push(atMs);
  const sorted = timesOf.map((times) => Float64Array.from(times).sort());
  return {
    openAt: openAt ?? ((target, atMs) => countOpen(drops, target, atMs)),
    droppedIn(target, fromMs, toMs) {
      const times = sorted[target]!;
      const next = firstFrom(times, fromMs);
      return next < times.length && times[next]! <= toMs;
    },
  };
}

/** Those that dropped later were open; of those that never dropped nothing is known. */
function countOpen(drops: readonly Drop[], target: number, atMs: number): number {
  let count = 0;
  for (const drop of drops)
    if (drop.target === target && drop.atMs > atMs && drop.atMs - drop.ageMs < atMs) count += 1;
  return count;
}

/** Index of the first time that is not before `fromMs`. */
function firstFrom(times: Float64Array, fromMs: number): number {
  let low = 0;
  let high = times.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (times[middle]! < fromMs) low = middle + 1;
    else high = middle;
  }
  return low;
}
