const OPEN = '{'.charCodeAt(0);
const CLOSE = '}'.charCodeAt(0);
const QUOTE = '"'.charCodeAt(0);
const BACKSLASH = '\\'.charCodeAt(0);

/**
 * JSON objects that follow each other without a separator, as `kubectl get --watch -o json` prints them, out of
 * bytes that come in pieces. One that is longer than allowed is passed over, and counted.
 */
export class JsonDocuments {
  readonly #bytesMax: number;
  #pieces: Buffer[] = [];
  #bytes = 0;
  #depth = 0;
  #isInText = false;
  #isEscaped = false;
  /** Those that were too long. */
  passedOver = 0;

  constructor(bytesMax: number) {
    this.#bytesMax = bytesMax;
  }

  /** The objects that the piece completes, as text. */
  push(piece: Buffer): readonly string[] {
    const documents: string[] = [];
    let from = 0;
    for (let at = 0; at < piece.length; at += 1) {
      if (this.#depth === 0) from = at;
      if (!this.#closesWith(piece[at]!)) continue;
      const document = this.#take(piece.subarray(from, at + 1));
      if (document !== undefined) documents.push(document);
    }
    if (this.#depth > 0) this.#keep(piece.subarray(from));
    return documents;
  }

  /** Whether this byte is the last one of an object. */
  #closesWith(byte: number): boolean {
    if (this.#isInText) {
      if (this.#isEscaped) this.#isEscaped = false;
      else if (byte === BACKSLASH) this.#isEscaped = true;
      else if (byte === QUOTE) this.#isInText = false;
      return false;
    }
    if (byte === QUOTE && this.#depth > 0) this.#isInText = true;
    if (byte === OPEN) this.#depth += 1;
    if (byte !== CLOSE || this.#depth === 0) return false;
    this.#depth -= 1;
    return this.#depth === 0;
  }

  #keep(piece: Buffer): void {
    this.#bytes += piece.length;
    if (this.#bytes > this.#bytesMax) this.#pieces = [];
    else this.#pieces.push(piece);
  }

  #take(last: Buffer): string | undefined {
    this.#keep(last);
    const isWhole = this.#bytes <= this.#bytesMax;
    const document = isWhole ? Buffer.concat(this.#pieces).toString() : undefined;
    if (!isWhole) this.passedOver += 1;
    this.#pieces = [];
    this.#bytes = 0;
    return document;
  }
}
