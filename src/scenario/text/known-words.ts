import type { Reading } from './reading.ts';

/**
 * Words of 4 bytes or more, and which of them starts at a position of a text. Sorted, so that a lookup takes a few
 * comparisons however many there are and however many share a prefix.
 */
export class KnownWords {
  readonly #words: readonly Uint8Array[];
  /** For each word, the longest other word that is a prefix of it; -1 if there is none. */
  readonly #shorter: Int32Array;
  /** Whether any word starts with four bytes of this hash: rules out most positions. */
  readonly #beginnings = new Uint8Array(65_536);

  constructor(words: readonly Uint8Array[]) {
    this.#words = [...words].sort(compare);
    this.#shorter = new Int32Array(this.#words.length);
    const stack: number[] = [];
    for (const [index, word] of this.#words.entries()) {
      this.#beginnings[beginningOf(word, 0)] = 1;
      while (stack.length > 0 && !startsWith(word, this.#words[stack.at(-1)!]!)) stack.pop();
      this.#shorter[index] = stack.at(-1) ?? -1;
      stack.push(index);
    }
  }

  /** Length of the longest word at position `at`; 0 if there is none. */
  longestAt({ bytes, length }: Pick<Reading, 'bytes' | 'length'>, at: number): number {
    if (length - at < 4 || this.#beginnings[beginningOf(bytes, at)] === 0) return 0;
    let low = 0;
    let high = this.#words.length;
    // The last word that sorts at or before the text.
    while (low < high) {
      const middle = (low + high) >> 1;
      if (isBehind(this.#words[middle]!, bytes, at, length)) high = middle;
      else low = middle + 1;
    }
    let index = low - 1;
    // Every word that the text starts with is a prefix of this one, or this one.
    while (index >= 0 && !standsAt(this.#words[index]!, bytes, at, length))
      index = this.#shorter[index]!;
    return index < 0 ? 0 : this.#words[index]!.length;
  }
}

function beginningOf(bytes: Uint8Array, at: number): number {
  const four = bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24);
  return Math.imul(four, 0x9e3779b1) >>> 16;
}

function compare(a: Uint8Array, b: Uint8Array): number {
  return Buffer.compare(a, b);
}

function startsWith(word: Uint8Array, beginning: Uint8Array): boolean {
  return standsAt(beginning, word, 0, word.length);
}

function standsAt(word: Uint8Array, bytes: Uint8Array, at: number, end: number): boolean {
  if (end - at < word.length) return false;
  for (let index = 0; index < word.length; index += 1)
    if (word[index] !== bytes[at + index]) return false;
  return true;
}

/** In the order of their bytes. */
function isBehind(word: Uint8Array, bytes: Uint8Array, at: number, end: number): boolean {
  const shared = Math.min(word.length, end - at);
  for (let index = 0; index < shared; index += 1) {
    const difference = word[index]! - bytes[at + index]!;
    if (difference !== 0) return difference > 0;
  }
  return word.length > end - at;
}
