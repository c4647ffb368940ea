/** The longest wait of Node's own timers; a longer one would be over at once. */
const WAIT_MS_MAX = 2 ** 31 - 1;

/** Calls back once after any time, also after more than the 24.8 days of Node's own timers. */
export class LongTimer {
  readonly #act: () => void;
  #leftMs: number;
  #timer: NodeJS.Timeout | undefined;

  constructor(waitMs: number, act: () => void) {
    this.#leftMs = Math.max(0, waitMs);
    this.#act = act;
    this.#arm();
  }

  stop(): void {
    clearTimeout(this.#timer);
  }

  #arm(): void {
    const waitMs = Math.min(this.#leftMs, WAIT_MS_MAX);
    this.#leftMs -= waitMs;
    this.#timer = setTimeout(() => {
      if (this.#leftMs > 0) this.#arm();
      else this.#act();
    }, waitMs);
  }
}
