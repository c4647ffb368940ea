/** Bytes of one gram. */
export const GRAM_BYTES = 8;

/**
 * A set of 8-byte runs, each as two 32-bit numbers. Open addressing in typed arrays: 16 to 32 bytes per
 * run, and a lookup takes the same time for a hundred as for a million. It is exact: the runs themselves are stored.
 */
export class GramSet {
  readonly #high: Int32Array;
  readonly #low: Int32Array;
  readonly #lastSlot: number;
  /** Eight zero bytes mark a free slot, so they are stored separately. */
  #hasZero = false;

  /** For at most this many runs. */
  constructor(countMax: number) {
    let slots = 16;
    while (slots < countMax * 2) slots *= 2;
    this.#high = new Int32Array(slots);
    this.#low = new Int32Array(slots);
    this.#lastSlot = slots - 1;
  }

  /** Every run of 8 bytes in these. */
  addAll(bytes: Uint8Array): void {
    let high = 0;
    let low = 0;
    for (let index = 0; index < bytes.length; index += 1) {
      high = (high << 8) | (low >>> 24);
      low = (low << 8) | bytes[index]!;
      if (index >= GRAM_BYTES - 1) this.#add(high, low);
    }
  }

  /** Whether any run of 8 bytes in these is in the set. */
  hasAnyOf(bytes: Uint8Array): boolean {
    let high = 0;
    let low = 0;
    for (let index = 0; index < bytes.length; index += 1) {
      high = (high << 8) | (low >>> 24);
      low = (low << 8) | bytes[index]!;
      if (index >= GRAM_BYTES - 1 && this.has(high, low)) return true;
    }
    return false;
  }

  has(high: number, low: number): boolean {
    if (high === 0 && low === 0) return this.#hasZero;
    for (let slot = this.#slotOf(high, low); ; slot = (slot + 1) & this.#lastSlot) {
      if (this.#high[slot] === 0 && this.#low[slot] === 0) return false;
      if (this.#high[slot] === high && this.#low[slot] === low) return true;
    }
  }

  #add(high: number, low: number): void {
    if (high === 0 && low === 0) this.#hasZero = true;
    let slot = this.#slotOf(high, low);
    while (this.#high[slot] !== 0 || this.#low[slot] !== 0) {
      if (this.#high[slot] === high && this.#low[slot] === low) return;
      slot = (slot + 1) & this.#lastSlot;
    }
    this.#high[slot] = high;
    this.#low[slot] = low;
  }

  /** Multipliers of murmur3's finalizer. */
  #slotOf(high: number, low: number): number {
    let hash = Math.imul(high, 0x85ebca6b) ^ low;
    hash = Math.imul(hash ^ (hash >>> 16), 0xc2b2ae35);
    return (hash ^ (hash >>> 13)) & this.#lastSlot;
  }
}
