/**
 * Finds a literal pattern in a stream, over the borders of its chunks, in constant memory
 * (Knuth-Morris-Pratt). The pattern and its table are shared by all connections of a target; a connection
 * keeps one number.
 */
export class Matcher {
  readonly #pattern: Uint8Array;
  readonly #fallback: Int32Array;

  /** `pattern`: at least one byte. */
  constructor(pattern: Uint8Array) {
    this.#pattern = pattern;
    this.#fallback = fallbackOf(pattern);
  }

  /** How many bytes of the pattern are matched after `chunk`; the pattern's length once it was found. */
  advance(state: number, chunk: Uint8Array): number {
    const pattern = this.#pattern;
    let matched = state;
    for (let index = 0; index < chunk.length; index += 1) {
      const byte = chunk[index]!;
      while (matched > 0 && pattern[matched] !== byte) matched = this.#fallback[matched - 1]!;
      if (pattern[matched] === byte) matched += 1;
      if (matched === pattern.length) return matched;
    }
    return matched;
  }

  isFound(state: number): boolean {
    return state === this.#pattern.length;
  }
}

/** For each prefix, the length of its longest proper prefix that is also its suffix. */
function fallbackOf(pattern: Uint8Array): Int32Array {
  const fallback = new Int32Array(pattern.length);
  let matched = 0;
  for (let index = 1; index < pattern.length; index += 1) {
    while (matched > 0 && pattern[matched] !== pattern[index]) matched = fallback[matched - 1]!;
    if (pattern[matched] === pattern[index]) matched += 1;
    fallback[index] = matched;
  }
  return fallback;
}
