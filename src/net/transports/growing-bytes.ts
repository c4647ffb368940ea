const BYTES_MIN = 256;

/**
 * Bytes that arrive in pieces. The buffer doubles when it is full, so that a peer that sends tiny pieces costs time in
 * proportion to the bytes, and a peer that only announces many costs no memory.
 */
export class GrowingBytes {
  #buffer: Buffer = Buffer.alloc(0);
  length = 0;

  /** Adds a copy of `piece` and returns everything so far, valid until the next call. */
  append(piece: Uint8Array): Buffer {
    const length = this.length + piece.length;
    if (length > this.#buffer.length) this.#grow(Math.max(BYTES_MIN, length, this.length * 2));
    this.#buffer.set(piece, this.length);
    this.length = length;
    return this.#buffer.subarray(0, length);
  }

  #grow(capacity: number): void {
    // Not from the pool that Node shares among small buffers: it may be held for long.
    const larger = Buffer.allocUnsafeSlow(capacity);
    larger.set(this.#buffer.subarray(0, this.length));
    this.#buffer = larger;
  }
}
