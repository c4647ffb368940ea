import type { RunView } from '../../analysis/analyze.ts';
import type { IntervalRecord, NoteRecord } from '../../journal/record.ts';
import type { FollowedRun, OpenExtension, RunExtension } from '../extension.ts';

/** All extensions of one run. */
export class Extensions {
  readonly #open: readonly OpenExtension[];
  readonly #extensions: RunExtension[] = [];
  /** What was reported before all of them were open. */
  readonly #early: (readonly [record: IntervalRecord | NoteRecord, shard: number])[] = [];
  #isReady = false;
  #tell: (message: string) => void = () => {};

  constructor(open: readonly OpenExtension[]) {
    this.#open = open;
  }

  /** Opens them one after the other. One that cannot open is reported, and the run continues without it. */
  async begin(run: FollowedRun): Promise<void> {
    this.#tell = (message) => run.tell(message);
    for (const open of this.#open) {
      try {
        this.#extensions.push(await open(run));
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
    else for (const extension of [...this.#extensions]) this.#hear(extension, record, shard);
  }

  /** Lets them add their last notes. */
  async held(): Promise<void> {
    await this.#each((extension) => extension.onHeld?.());
  }

  async end(view: RunView, exitCode: number): Promise<void> {
    await this.#each((extension) => extension.onEnd?.(view, exitCode));
  }

  async close(): Promise<void> {
    await Promise.all(this.#extensions.splice(0).map((extension) => extension.close()));
  }

  /** A fault of our own in an extension costs that one, not a soak of many hours. */
  #hear(extension: RunExtension, ...told: Parameters<NonNullable<RunExtension['onRecord']>>): void {
    try {
      extension.onRecord?.(...told);
    } catch (error) {
      this.#extensions.splice(this.#extensions.indexOf(extension), 1);
      this.#tell(`a run extension failed and was removed: ${(error as Error).stack}`);
      extension.close().catch((again: Error) => this.#tell(again.message));
    }
  }

  async #each(act: (extension: RunExtension) => Promise<void> | undefined): Promise<void> {
    await Promise.all(
      this.#extensions.map(async (extension) => {
        try {
          await act(extension);
        } catch (error) {
          this.#tell(`a run extension failed at the end of the run: ${(error as Error).stack}`);
        }
      }),
    );
  }
}
