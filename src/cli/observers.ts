import type { RunView } from '../analysis/analyze.ts';
import type { IntervalRecord, NoteRecord } from '../journal/record.ts';
import type { ObservedRun, Observer, OpenObserver } from './observer.ts';

/** All observers of one run. */
export class Observers {
  readonly #open: readonly OpenObserver[];
  readonly #observers: Observer[] = [];
  /** What was told before all of them stood. */
  readonly #early: (readonly [record: IntervalRecord | NoteRecord, shard: number])[] = [];
  #isReady = false;
  #tell: (message: string) => void = () => {};

  constructor(open: readonly OpenObserver[]) {
    this.#open = open;
  }

  /** Opens them one after the other. One that cannot open is told, and the run goes on without it. */
  async begin(run: ObservedRun): Promise<void> {
    this.#tell = (message) => run.tell(message);
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
    else for (const observer of [...this.#observers]) this.#hear(observer, record, shard);
  }

  async end(view: RunView, exitCode: number): Promise<void> {
    await Promise.all(
      this.#observers.map(async (observer) => {
        try {
          await observer.onEnd?.(view, exitCode);
        } catch (error) {
          this.#tell(`a follower of this run failed at its end: ${(error as Error).stack}`);
        }
      }),
    );
  }

  /** A fault of our own in an observer costs that one, not a soak of many hours. */
  #hear(observer: Observer, ...told: Parameters<NonNullable<Observer['onRecord']>>): void {
    try {
      observer.onRecord?.(...told);
    } catch (error) {
      this.#observers.splice(this.#observers.indexOf(observer), 1);
      this.#tell(`a follower of this run failed and is let go: ${(error as Error).stack}`);
      observer.close().catch((again: Error) => this.#tell(again.message));
    }
  }

  async close(): Promise<void> {
    await Promise.all(this.#observers.splice(0).map((observer) => observer.close()));
  }
}
