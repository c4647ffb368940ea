import type { IntervalRecord, NoteRecord } from '../journal/record.ts';
import type { RunView } from '../stats/view.ts';
import type { ObservedRun, Observer, OpenObserver } from './observer.ts';

/** All observers of one run. */
export class Observers {
  readonly #open: readonly OpenObserver[];
  readonly #observers: Observer[] = [];
  /** What was told before all of them stood. */
  readonly #early: (readonly [record: IntervalRecord | NoteRecord, shard: number])[] = [];
  #isReady = false;

  constructor(open: readonly OpenObserver[]) {
    this.#open = open;
  }

  /** Opens them one after the other. One that cannot open is told, and the run goes on without it. */
  async begin(run: ObservedRun): Promise<void> {
    for (const open of this.#open) {
      try {
        this.#observers.push(await open(run));
      } catch (error) {
        run.tell((error as Error).message);
      }
    }
    this.#isReady = true;
    for (const [record, shard] of this.#early.splice(0)) this.add(record, shard);
  }

  add(record: IntervalRecord | NoteRecord, shard: number): void {
    if (this.#open.length === 0) return;
    if (!this.#isReady) this.#early.push([record, shard]);
    else for (const observer of this.#observers) observer.onRecord?.(record, shard);
  }

  async end(view: RunView, exitCode: number): Promise<void> {
    await Promise.all(this.#observers.map((observer) => observer.onEnd?.(view, exitCode)));
  }

  async close(): Promise<void> {
    await Promise.all(this.#observers.splice(0).map((observer) => observer.close()));
  }
}
