import type { DataPick } from './source.ts';

/** Which row a member gets, where `position` counts through all members that take rows of the source. */
export function pickedRow(
  position: number,
  { pick, rows, seed }: { readonly pick: DataPick; readonly rows: number; readonly seed: number },
): number {
  switch (pick) {
    case 'in-order':
      return position % rows;
    case 'shuffled':
      return shuffled(position % rows, rows, seed);
    case 'random':
      return Math.floor((mixed(position, seed) / 4_294_967_296) * rows);
  }
}

const ROUNDS = 4;

/**
 * A permutation of 0 to count - 1 by the seed, computed for one index: a Feistel network over the next even power of
 * two, walked until it lands inside. Any number of shards computes the same rows without a table.
 */
function shuffled(index: number, count: number, seed: number): number {
  let bits = 2;
  while (2 ** bits < count) bits += 2;
  const half = bits / 2;
  const mask = 2 ** half - 1;
  let value = index;
  do {
    let left = Math.floor(value / 2 ** half);
    let right = value & mask;
    for (let round = 0; round < ROUNDS; round += 1)
      [left, right] = [right, left ^ (mixed(right, seed + round) & mask)];
    value = left * 2 ** half + right;
  } while (value >= count);
  return value;
}

/** A hash of two numbers, 0 to 2^32 - 1 (the finalizer of murmur3). */
export function mixed(value: number, seed: number): number {
  let hash = Math.imul(value ^ Math.imul(seed + 1, 0x9e3779b1), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  hash = Math.imul(hash ^ (hash >>> 16), 0x27d4eb2f);
  return (hash ^ (hash >>> 15)) >>> 0;
}
