import { Worker } from 'node:worker_threads';

/** What the records tell so far. */
export interface Explained {
  /** The run's time up to which records were read. */
  readonly atMs: number;
  readonly tookMs: number;
  /** There is more to read before anything can be said. */
  readonly isBehind: boolean;
  readonly sections: readonly { readonly id: string; readonly html: string }[];
}

/** Explaining may take a twentieth of the time. */
const PAUSE_PER_WORK = 19;
const PAUSE_MS_MIN = 1_000;

/** A run with more to explain than this goes on without. */
const MEMORY_MIB_MAX = 1_024;

interface Options {
  readonly folder: string;
  readonly onExplained: (explained: Explained) => void;
  readonly onFailed: (message: string) => void;
}

/**
 * Explains a run while it goes on, from its journals, in a thread of its own: explaining 20,000 connections takes
 * longer than the coordinator may be kept busy. It works only while somebody looks.
 */
export class Explainer {
  readonly #options: Options;
  #worker: Worker | undefined;
  #timer: NodeJS.Timeout | undefined;
  #isWanted = false;
  #isBusy = false;
  #hasFailed = false;

  constructor(options: Options) {
    this.#options = options;
  }

  /** Somebody looks, or nobody. */
  want(isWanted: boolean): void {
    this.#isWanted = isWanted;
    if (isWanted) this.#look();
  }

  async stop(): Promise<void> {
    this.#isWanted = false;
    this.#hasFailed = true;
    clearTimeout(this.#timer);
    await this.#worker?.terminate();
  }

  #look(): void {
    if (this.#isBusy || this.#timer !== undefined || this.#hasFailed || !this.#isWanted) return;
    this.#isBusy = true;
    this.#worker ??= this.#start();
    this.#worker.postMessage('look');
  }

  #start(): Worker {
    const worker = new Worker(new URL('./explain-worker.js', import.meta.url), {
      workerData: this.#options.folder,
      resourceLimits: { maxOldGenerationSizeMb: MEMORY_MIB_MAX },
    });
    worker.on('message', (explained: Explained) => this.#onExplained(explained));
    worker.on('error', (error) => this.#fail(error.message));
    worker.unref();
    return worker;
  }

  #onExplained(explained: Explained): void {
    this.#isBusy = false;
    this.#options.onExplained(explained);
    const pauseMs = explained.tookMs * PAUSE_PER_WORK;
    this.#timer = setTimeout(
      () => {
        this.#timer = undefined;
        this.#look();
      },
      explained.isBehind ? pauseMs : Math.max(PAUSE_MS_MIN, pauseMs),
    );
    this.#timer.unref();
  }

  #fail(message: string): void {
    if (this.#hasFailed) return;
    this.#hasFailed = true;
    this.#options.onFailed(message);
  }
}
