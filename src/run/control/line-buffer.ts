/** Bytes that come in pieces, as whole lines. A line that is too long ends it: nothing grows without limit. */
export class LineBuffer {
  readonly #bytesMax: number;
  #pieces: Buffer[] = [];
  #bytes = 0;

  constructor(bytesMax: number) {
    this.#bytesMax = bytesMax;
  }

  /** The lines that the piece completes; undefined when one is longer than it may be. */
  push(piece: Buffer): readonly string[] | undefined {
    const lines: string[] = [];
    let rest = piece;
    for (let end = rest.indexOf(10); end !== -1; end = rest.indexOf(10)) {
      if (this.#bytes + end > this.#bytesMax) return undefined;
      lines.push(Buffer.concat([...this.#pieces, rest.subarray(0, end)]).toString());
      this.#pieces = [];
      this.#bytes = 0;
      rest = rest.subarray(end + 1);
    }
    this.#bytes += rest.length;
    if (this.#bytes > this.#bytesMax) return undefined;
    if (rest.length > 0) this.#pieces.push(rest);
    return lines;
  }
}
