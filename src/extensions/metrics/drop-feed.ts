import { Worker } from 'node:worker_threads';
import type { DropBooks } from './drop-watch.ts';

/** A run with more to explain than this goes on without. */
const MEMORY_MIB_MAX = 1_024;

interface Options {
  readonly folder: string;
  /** Name of each target's series, by its index. */
  readonly names: readonly string[];
  readonly onFailed: (message: string) => void;
}

/**
 * Drops by ending and hop of a running soak, from a thread of its own: explaining 50,000 drops takes 1.3 s (measured),
 * and the coordinator may not be kept from its shards for so long.
 */
export class DropFeed {
  books: DropBooks = { refused: [], dropped: [], expected: [], explained: [] };
  readonly #worker: Worker;
  #isBusy = false;

  constructor({ folder, names, onFailed }: Options) {
    this.#worker = new Worker(new URL('./drop-worker.js', import.meta.url), {
      workerData: { folder, names },
      resourceLimits: { maxOldGenerationSizeMb: MEMORY_MIB_MAX },
    });
    this.#worker.on('message', (books: DropBooks) => {
      this.#isBusy = false;
      this.books = books;
    });
    // It stays busy then, and is asked nothing more.
    this.#worker.on('error', ({ message }) => onFailed(message));
    this.#worker.unref();
  }

  /** To be called whenever something was told; the answer comes later. */
  look(): void {
    if (this.#isBusy) return;
    this.#isBusy = true;
    this.#worker.postMessage('look');
  }

  async stop(): Promise<void> {
    await this.#worker.terminate();
  }
}
