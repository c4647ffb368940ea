import type { RunExtension } from '../extension.ts';
import type { DigestPlan } from './digest.ts';
import { Explainer, type ExplainingThread, type LookReply, type ThreadData } from './explainer.ts';
import { SUMMARY_DIGEST } from './summary-digest.ts';

/** Starts the explaining thread; a test has another one. */
type StartThread = (
  data: ThreadData,
  listener: { onReply(reply: LookReply): void; onFailed(why: string): void },
) => ExplainingThread;

interface ExplanationsOptions {
  readonly folder: string;
  readonly start: StartThread;
  readonly nowMs: () => number;
  /** Lets an extension do something; its fault costs only itself. */
  readonly guarded: (extension: RunExtension<unknown>, act: () => void) => void;
}

/** Brings explanations to the extensions that want them, each as its own digest makes them. */
export class Explanations {
  readonly #extensions: readonly RunExtension<unknown>[];
  readonly #guarded: ExplanationsOptions['guarded'];
  readonly #explainer: Explainer;
  /** Removed, or its digest failed. */
  readonly #silent = new Set<RunExtension<unknown>>();

  constructor(extensions: readonly RunExtension<unknown>[], options: ExplanationsOptions) {
    const { folder, start, nowMs, guarded } = options;
    this.#extensions = extensions.filter(({ onExplained }) => onExplained !== undefined);
    this.#guarded = guarded;
    const plans = this.#extensions.map(({ digest }): DigestPlan => digest ?? SUMMARY_DIGEST);
    this.#explainer = new Explainer({
      start: (listener) => start({ folder, plans }, listener),
      nowMs,
      onReply: (reply) => this.#onReply(reply),
      onFailed: (why) => this.#onFailed(why),
    });
  }

  /** Explains the run, if somebody wants it, and when there is time for it. */
  look(): void {
    const wanted: number[] = [];
    for (const [index, extension] of this.#extensions.entries()) {
      if (this.#silent.has(extension)) continue;
      this.#guarded(extension, () => {
        if (extension.wantsExplained?.() ?? true) wanted.push(index);
      });
    }
    this.#explainer.look(wanted);
  }

  /** It hears nothing more. */
  forget(extension: RunExtension<unknown>): void {
    this.#silent.add(extension);
  }

  async stop(): Promise<void> {
    await this.#explainer.stop();
  }

  #onReply({ atMs, isBehind, founds }: LookReply): void {
    if (isBehind) {
      for (const extension of this.#extensions)
        this.#hear(extension, () => extension.onExplained?.({ atMs, found: undefined }));
    }
    for (const found of founds) {
      const extension = this.#extensions[found.index]!;
      if ('failure' in found) this.#fail(extension, found.failure);
      else this.#hear(extension, () => extension.onExplained?.({ atMs, found: found.output }));
    }
  }

  #onFailed(why: string): void {
    for (const extension of this.#extensions) this.#fail(extension, why);
  }

  #fail(extension: RunExtension<unknown>, why: string): void {
    this.#hear(extension, () => extension.onExplainFailed?.(why));
    this.#silent.add(extension);
  }

  #hear(extension: RunExtension<unknown>, act: () => void): void {
    if (!this.#silent.has(extension)) this.#guarded(extension, act);
  }
}
