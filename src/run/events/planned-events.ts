import type { PlannedEvent } from '../../scenario/scenario.ts';

/** A longer wait would be none: Node's timers have 31 bits. */
const WAIT_MS_MAX = 2 ** 31 - 1;

/** Lets planned events happen, one after the other, on the run's clock. */
export class PlannedEvents {
  readonly #events: readonly PlannedEvent[];
  readonly #nowMs: () => number;
  readonly #happen: (event: PlannedEvent) => void;
  #next = 0;
  #timer: NodeJS.Timeout | undefined;

  /** `events` in the order of their times; `nowMs` counts from the epoch of the run. */
  constructor(
    events: readonly PlannedEvent[],
    { nowMs, happen }: { nowMs: () => number; happen: (event: PlannedEvent) => void },
  ) {
    this.#events = events;
    this.#nowMs = nowMs;
    this.#happen = happen;
    this.#arm();
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#next = this.#events.length;
  }

  #arm(): void {
    const event = this.#events[this.#next];
    if (event === undefined) return;
    const waitMs = Math.min(WAIT_MS_MAX, Math.max(0, event.atMs - this.#nowMs()));
    this.#timer = setTimeout(() => this.#onTime(), waitMs);
  }

  #onTime(): void {
    const nowMs = this.#nowMs();
    for (;;) {
      const event = this.#events[this.#next];
      // A timer may come a millisecond early.
      if (event === undefined || event.atMs > nowMs + 1) break;
      this.#next += 1;
      this.#happen(event);
    }
    this.#arm();
  }
}
