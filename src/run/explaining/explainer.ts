import { Worker } from 'node:worker_threads';
import type { LiveCause } from '../../report/live/causes.ts';

/** What the records tell so far. */
export interface Explained {
  /** The run's time up to which records were read. */
  readonly atMs: number;
  readonly tookMs: number;
  /** There is more to read before anything can be said. */
  readonly isBehind: boolean;
  readonly causes: readonly LiveCause[];
  /** Of the page; empty when nobody wants it. */
  readonly sections: readonly { readonly id: string; readonly html: string }[];
}

/** Explaining may take a twentieth of the time. */
const PAUSE_PER_WORK = 19;
const PAUSE_MS_MIN = 1_000;

/** A run with more to explain than this goes on without. */
const MEMORY_MIB_MAX = 1_024;

/** What the thread is asked. */
export interface Look {
  readonly wantsPage: boolean;
}

/** Somebody who hears of explanations. */
interface Subscriber {
  /** Whether the sections of the page are wanted too. */
  readonly wantsPage: boolean;
  onExplained(explained: Explained): void;
  /** There will be none any more. */
  onFailed(why: string): void;
}

/** How a subscriber says that explanations are of use now, or not. */
export interface Subscription {
  want(isWanted: boolean): void;
}

/**
 * Explains a run while it goes on, from its journals, in a thread of its own: explaining 20,000 connections takes
 * longer than the coordinator may be kept busy. It works only while somebody wants it.
 */
export class Explainer {
  readonly #folder: string;
  readonly #subscribers: Subscriber[] = [];
  readonly #wanting = new Set<Subscriber>();
  #worker: Worker | undefined;
  #timer: NodeJS.Timeout | undefined;
  #isBusy = false;
  #hasFailed = false;

  constructor(folder: string) {
    this.#folder = folder;
  }

  subscribe(subscriber: Subscriber): Subscription {
    this.#subscribers.push(subscriber);
    return {
      want: (isWanted) => {
        if (!isWanted) this.#wanting.delete(subscriber);
        else {
          this.#wanting.add(subscriber);
          this.#look();
        }
      },
    };
  }

  async stop(): Promise<void> {
    this.#wanting.clear();
    this.#hasFailed = true;
    clearTimeout(this.#timer);
    await this.#worker?.terminate();
  }

  #look(): void {
    if (this.#isBusy || this.#timer !== undefined || this.#hasFailed) return;
    if (this.#wanting.size === 0) return;
    this.#isBusy = true;
    this.#worker ??= this.#start();
    const look: Look = { wantsPage: [...this.#wanting].some(({ wantsPage }) => wantsPage) };
    this.#worker.postMessage(look);
  }

  #start(): Worker {
    const worker = new Worker(new URL('./explain-worker.js', import.meta.url), {
      workerData: this.#folder,
      resourceLimits: { maxOldGenerationSizeMb: MEMORY_MIB_MAX },
    });
    worker.on('message', (explained: Explained) => this.#onExplained(explained));
    worker.on('error', (error) => this.#fail(error.message));
    worker.unref();
    return worker;
  }

  #onExplained(explained: Explained): void {
    this.#isBusy = false;
    for (const subscriber of this.#subscribers) subscriber.onExplained(explained);
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
    for (const subscriber of this.#subscribers) subscriber.onFailed(message);
  }
}
