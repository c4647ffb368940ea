/** So many TLS handshakes are 40 ms of work (1.3 ms each, bench wss): not even all at once do they stall the loop. */
const SAFE = 32;

/** A tick that is later than this is on the way to a stall; one below a quarter of it leaves room for more. */
const LATE_MS = 100;

/**
 * How many dials may be under way at once, so that opening never stalls the loop: heartbeats and the times of
 * those that are open already would be late. Doubles while all of it is used and the loop keeps up; halves
 * when a tick comes late, and from then on grows by an eighth.
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

  /** To be called once per tick, with how late it is and how many dials are under way. */
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
