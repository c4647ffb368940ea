/**
 * The candidate that the user probably meant, or nothing if none is close: at most one typo per
 * three characters, at least one and at most three.
 */
export function closest(word: string, candidates: Iterable<string>): string | undefined {
  if (word.length > 80) return undefined;
  let best: string | undefined;
  let bestSlips = Math.min(3, Math.max(word.length > 1 ? 1 : 0, Math.floor(word.length / 3))) + 1;
  for (const candidate of candidates) {
    const slips = editDistance(plain(word), plain(candidate));
    if (slips < bestSlips) [best, bestSlips] = [candidate, slips];
  }
  return best;
}

/** `proxyReadTimeout` and `proxy_read_timeout` are spellings of `proxy-read-timeout`. */
function plain(word: string): string {
  return word.toLowerCase().replace(/[-_ .]/g, '');
}

/** Letters to add, drop, change or swap with their neighbour (Damerau, restricted). */
export function editDistance(from: string, to: string): number {
  let previous: number[] = [];
  let row = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (let i = 1; i <= from.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= to.length; j += 1) {
      const same = from[i - 1] === to[j - 1];
      let slips = Math.min(row[j]! + 1, next[j - 1]! + 1, row[j - 1]! + (same ? 0 : 1));
      const isSwap = i > 1 && j > 1 && from[i - 1] === to[j - 2] && from[i - 2] === to[j - 1];
      if (isSwap) slips = Math.min(slips, previous[j - 2]! + 1);
      next.push(slips);
    }
    [previous, row] = [row, next];
  }
  return row[to.length]!;
}
