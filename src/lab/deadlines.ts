import { performance } from 'node:perf_hooks';
import { assert } from '../base/assert.ts';
import { TimingWheel } from '../base/timing-wheel.ts';

/** Fine enough for an expiry within 50 ms; reading the clock once per tick costs nothing. */
const TICK_MS = 10;
/** Something with one deadline, which may be set again when it expires. */
export interface DeadlineOwner {
  onDeadline(nowMs: number): void;
}

/** A place in `Deadlines`. Reused after `release`. */
export type DeadlineId = number;

/**
 * The only timer of a lab or a backend: one deadline per connection, in one timing wheel.
 *
 * `nowMs` counts from the creation, on the monotonic clock.
 */
export class Deadlines {
  readonly #startedMs = performance.now();
  readonly #wheel: TimingWheel;
  readonly #owners: (DeadlineOwner | undefined)[] = [];
  readonly #free: DeadlineId[] = [];
  readonly #capacity: number;
  readonly #timer: NodeJS.Timeout;

  constructor(capacity: number) {
    this.#capacity = capacity;
    this.#wheel = new TimingWheel(capacity, { tickMs: TICK_MS, buckets: 4096 });
    this.#timer = setInterval(() => this.#advance(), TICK_MS);
  }

  get nowMs(): number {
    return performance.now() - this.#startedMs;
  }

  /** False when no further connection can be accepted. */
  get hasRoom(): boolean {
    return this.#free.length > 0 || this.#owners.length < this.#capacity;
  }

  claim(owner: DeadlineOwner): DeadlineId {
    const id = this.#free.pop() ?? this.#owners.length;
    assert(id < this.#capacity, 'more deadlines claimed than there is room for');
    this.#owners[id] = owner;
    return id;
  }

  /** Infinity means: never, until armed again. */
  arm(id: DeadlineId, atMs: number): void {
    if (atMs === Infinity) this.#wheel.clear(id);
    else this.#wheel.set(id, atMs);
  }

  release(id: DeadlineId): void {
    this.#wheel.clear(id);
    this.#owners[id] = undefined;
    this.#free.push(id);
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  #advance(): void {
    const nowMs = this.nowMs;
    this.#wheel.advance(nowMs, (id) => this.#owners[id]?.onDeadline(nowMs));
  }
}
