import type { Drop } from './drop.ts';

/** Index of the first drop that is not before `atMs`, among drops in the order of their times. */
export function firstFrom(drops: readonly Drop[], atMs: number): number {
  let low = 0;
  let high = drops.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (drops[middle]!.atMs < atMs) low = middle + 1;
    else high = middle;
  }
  return low;
}
