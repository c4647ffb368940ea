import { Worker } from 'node:worker_threads';
import type { DigestPlan } from './digest.ts';

/** A run with more to explain than this continues without explanations. */
const MEMORY_MIB_MAX = 1_024;

/** Explaining may take a twentieth of the time. */
const PAUSE_PER_WORK = 19;
const PAUSE_MS_MIN = 1_000;

/** How long the thread rests after a look. */
export function pauseAfter(tookMs: number): number {
  return Math.max(PAUSE_MS_MIN, tookMs * PAUSE_PER_WORK);
}

/** What the thread is given at its start. */
export interface ThreadData {
  readonly folder: string;
  readonly plans: readonly DigestPlan[];
}

/** What the thread is asked: which of its digests are wanted now. */
export interface Look {
  readonly wanted: readonly number[];
}

/** What one digest made of the run, or how it failed. */
export type Found =
  | { readonly index: number; readonly output: unknown }
  | { readonly index: number; readonly failure: string };

/** What the thread answers. */
export interface LookReply {
  /** The run's time up to which records were read. */
  readonly atMs: number;
  readonly tookMs: number;
  /** There is more to read before anything can be said. */
  readonly isBehind: boolean;
  readonly founds: readonly Found[];
}

/** The explaining thread, as its owner sees it. */
export interface ExplainingThread {
  ask(look: Look): void;
  stop(): Promise<void>;
}

interface ExplainerOptions {
  /** Starts the thread, when it is first needed. */
  readonly start: (listener: {
    onReply(reply: LookReply): void;
    onFailed(why: string): void;
  }) => ExplainingThread;
  readonly nowMs: () => number;
  readonly onReply: (reply: LookReply) => void;
  /** There will be no more explanations. */
  readonly onFailed: (why: string) => void;
}

/**
 * Explains a run while it is running, from its journals, in a thread of its own: explaining 20,000 connections takes
 * longer than the coordinator may be kept busy. All extensions share it and its budget: a twentieth of the time, with
 * a lower priority than the shards, and only while one of them wants it.
 */
export class Explainer {
  readonly #options: ExplainerOptions;
  #thread: ExplainingThread | undefined;
  #isBusy = false;
  #hasFailed = false;
  #notBeforeMs = Number.NEGATIVE_INFINITY;

  constructor(options: ExplainerOptions) {
    this.#options = options;
  }

  /** Asks the thread, when it is idle and within its budget. To be called often; the reply comes later. */
  look(wanted: readonly number[]): void {
    const { start, nowMs, onFailed } = this.#options;
    if (wanted.length === 0 || this.#isBusy || this.#hasFailed) return;
    if (nowMs() < this.#notBeforeMs) return;
    this.#isBusy = true;
    this.#thread ??= start({
      onReply: (reply) => this.#onReply(reply),
      onFailed: (why) => {
        if (!this.#hasFailed) onFailed(why);
        this.#hasFailed = true;
      },
    });
    this.#thread.ask({ wanted });
  }

  async stop(): Promise<void> {
    this.#hasFailed = true;
    await this.#thread?.stop();
  }

  #onReply(reply: LookReply): void {
    this.#isBusy = false;
    this.#notBeforeMs = this.#options.nowMs() + pauseAfter(reply.tookMs);
    if (!this.#hasFailed) this.#options.onReply(reply);
  }
}

/** The thread itself. It does not keep the process alive. */
export function startExplainingThread(
  data: ThreadData,
  listener: { onReply(reply: LookReply): void; onFailed(why: string): void },
): ExplainingThread {
  const worker = new Worker(new URL('./explaining-thread.js', import.meta.url), {
    workerData: data,
    resourceLimits: { maxOldGenerationSizeMb: MEMORY_MIB_MAX },
  });
  worker.on('message', (reply: LookReply) => listener.onReply(reply));
  worker.on('error', ({ message }) => listener.onFailed(message));
  worker.unref();
  return {
    ask: (look) => worker.postMessage(look),
    stop: async () => void (await worker.terminate()),
  };
}
