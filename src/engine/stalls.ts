/** A tick that is later than this is a stall of our own, and is recorded. */
export const STALL_MS = 200;

/** Stalls that are still remembered; older ones cannot overlap a deadline that is still running. */
const REMEMBERED = 64;

/**
 * The times at which the load generator itself stalled.
 *
 * A reply deadline that runs during a stall says nothing about the peer: its reply may be unread in our own
 * kernel. So every deadline is extended by the time in which we could not have looked.
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

  /** How much of the time between two points was stalled, ms. */
  overlapMs(fromMs: number, toMs: number): number {
    let sumMs = 0;
    for (let index = this.#fromMs.length - 1; index >= 0; index -= 1) {
      const overlap = Math.min(toMs, this.#toMs[index]!) - Math.max(fromMs, this.#fromMs[index]!);
      if (overlap > 0) sumMs += overlap;
    }
    return sumMs;
  }
}
