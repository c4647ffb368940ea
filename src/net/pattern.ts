import { assert } from '../base/assert.ts';

/** Progress of a search: all that a connection keeps between two chunks. */
export interface Search {
  progress: number;
}

/**
 * Bytes to be found in a stream that arrives in chunks, however they are cut.
 *
 * This is Knuth, Morris and Pratt's search: all that must be remembered between two chunks is how many
 * bytes of the pattern stand at the end of what was seen.
 */
export class Pattern {
  readonly bytes: Buffer;
  /** By prefix length: the length of the longest shorter prefix that is a suffix of it. */
  #fallback: Uint32Array | undefined;

  constructor(bytes: Buffer) {
    assert(bytes.length > 0, 'a pattern has at least one byte');
    this.bytes = bytes;
  }

  /** Reads a chunk from `start` on. Returns the index behind the pattern once it is complete, -1 before. */
  find(search: Search, chunk: Uint8Array, start: number): number {
    const { bytes } = this;
    this.#fallback ??= fallbacksOf(bytes);
    let matched = search.progress;
    for (let index = start; index < chunk.length; index += 1) {
      while (matched > 0 && chunk[index] !== bytes[matched]) matched = this.#fallback[matched]!;
      if (chunk[index] === bytes[matched]) matched += 1;
      if (matched === bytes.length) return index + 1;
    }
    search.progress = matched;
    return -1;
  }
}

function fallbacksOf(bytes: Buffer): Uint32Array {
  const fallback = new Uint32Array(bytes.length + 1);
  let matched = 0;
  for (let index = 1; index < bytes.length; index += 1) {
    while (matched > 0 && bytes[index] !== bytes[matched]) matched = fallback[matched]!;
    if (bytes[index] === bytes[matched]) matched += 1;
    fallback[index + 1] = matched;
  }
  return fallback;
}
