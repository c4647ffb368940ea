/** This many TLS handshakes take 40 ms (1.3 ms each, bench wss), which does not stall the loop even all at once. */
const SAFE = 32;

/** A tick later than this is close to a stall; one below a quarter of it leaves room for more. */
const LATE_MS = 100;

/**
 * How many dials may be in progress at once, so that opening never stalls the loop and makes heartbeats and measured
 * times late. The window doubles while it is fully used and the loop keeps up, halves when a tick is late, and from
 * then on grows by an eighth.
 */
export class OpeningWindow {
  readonly #max: number;
  readonly #min: number;
  #size: number;
  #wasLate = false;

  constructor(max: number) {
    this.#max = max;
    this.#min = Math.min(SAFE, max);
    this.#size = this.#min;
  }

  get size(): number {
    return this.#size;
  }

  /** To be called once per tick, with its lateness and the number of dials in progress. */
  adapt(lateMs: number, opening: number): void {
    if (opening === 0) return;
    if (lateMs > LATE_MS) {
      this.#wasLate = true;
      this.#size = Math.max(this.#min, this.#size >> 1);
    } else if (lateMs < LATE_MS / 4) {
      const step = this.#wasLate ? this.#size >> 3 : this.#size;
      this.#size = Math.min(this.#max, this.#size + Math.max(1, step));
    }
  }
}
