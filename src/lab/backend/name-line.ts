const START = Buffer.from('soak id=');
const LINE_BYTES_MAX = 96;
const LINE_FEED = 0x0a;

/** The line `soak id=…` with which a client may begin: it is removed from what the client sends. */
export class NameLine {
  #held: Buffer = Buffer.alloc(0);
  name = '';

  /** What the client sent besides its name; undefined while that is not known yet. */
  take(chunk: Buffer): Buffer | undefined {
    const bytes = this.#held.length === 0 ? chunk : Buffer.concat([this.#held, chunk]);
    // It arrives in one write: anything shorter is something else, and its reply must not be delayed.
    if (bytes.compare(START, 0, START.length, 0, Math.min(START.length, bytes.length)) !== 0)
      return bytes;
    const end = bytes.subarray(0, LINE_BYTES_MAX).indexOf(LINE_FEED);
    if (end < 0 && bytes.length < LINE_BYTES_MAX) {
      this.#held = Buffer.from(bytes);
      return undefined;
    }
    if (end < 0) return bytes;
    this.name = bytes.toString('latin1', START.length, end);
    return bytes.subarray(end + 1);
  }
}
