import type { Load } from '../scenario/scenario.ts';
import { TICK_MS } from './beats.ts';
import { OpeningWindow } from './opening-window.ts';

/**
 * How many dials this shard may start: a limit at once and a limit per second. Both are limits of the whole run,
 * divided evenly among the shards; and never more at once than the event loop can keep up with.
 *
 * Unused permits expire after a tick, so that a stall is not followed by a burst.
 */
export class DialGate {
  readonly #window: OpeningWindow;
  readonly #perMs: number;
  readonly #savedMax: number;
  #saved: number;
  #lastMs = 0;

  constructor(load: Load, { count }: { readonly count: number }) {
    this.#window = new OpeningWindow(Math.max(1, Math.ceil(load.openingMax / count)));
    this.#perMs = (load.dialsPerSecondMax ?? Infinity) / count / 1_000;
    this.#savedMax = Math.max(1, this.#perMs * TICK_MS);
    this.#saved = this.#savedMax;
  }

  /** A new tick: adds the permits of the time that has passed. */
  advance(nowMs: number): void {
    if (this.#perMs === Infinity) return;
    const earned = Math.max(0, nowMs - this.#lastMs) * this.#perMs;
    this.#saved = Math.min(this.#savedMax, this.#saved + earned);
    this.#lastMs = nowMs;
  }

  /** How many dials may be in progress at once. */
  get window(): number {
    return this.#window.size;
  }

  /** How late a tick is, and how many dials are in progress. */
  noteLate(lateMs: number, opening: number): void {
    this.#window.adapt(lateMs, opening);
  }

  /** Takes one permit: true when one more dial may start. */
  take(opening: number): boolean {
    // A sum of binary fractions may be slightly below the whole number that it stands for.
    if (opening >= this.#window.size || this.#saved < 1 - 1e-9) return false;
    this.#saved -= 1;
    return true;
  }
}
