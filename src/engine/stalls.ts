/** A tick this much later than planned is a stall of our own, and is recorded. */
export const STALL_MS = 200;

/** Stalls that are still remembered; older ones cannot overlap a deadline that is still running. */
const REMEMBERED = 64;

/**
 * When the generator itself stood still.
 *
 * A reply deadline that runs meanwhile says nothing about the peer: its answer may lie unread in our own
 * kernel. So every deadline is put off by the part of it in which nobody could have looked.
 */
export class Stalls {
  readonly #fromMs: number[] = [];
  readonly #toMs: number[] = [];

  add(fromMs: number, toMs: number): void {
    this.#fromMs.push(fromMs);
    this.#toMs.push(toMs);
    if (this.#fromMs.length <= REMEMBERED) return;
    this.#fromMs.shift();
    this.#toMs.shift();
  }

  /** How much of the time between two moments was stalled, ms. */
  overlapMs(fromMs: number, toMs: number): number {
    let sumMs = 0;
    for (let index = this.#fromMs.length - 1; index >= 0; index -= 1) {
      const overlap = Math.min(toMs, this.#toMs[index]!) - Math.max(fromMs, this.#fromMs[index]!);
      if (overlap > 0) sumMs += overlap;
    }
    return sumMs;
  }
}
