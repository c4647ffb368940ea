import type { RunExtension } from '../extension.ts';
import { NO_TRACE, type Trace } from '../trace.ts';
import type { DigestPlan } from './digest.ts';
import {
  Explainer,
  type ExplainingThread,
  type LookReply,
  pauseAfter,
  type ThreadData,
} from './explainer.ts';
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
  readonly trace?: Trace;
  /** Lets an extension do something; its fault costs only itself. */
  readonly guarded: (extension: RunExtension<unknown>, act: () => void) => void;
}

/** Brings explanations to the extensions that want them, each as its own digest makes them. */
export class Explanations {
  readonly #extensions: readonly RunExtension<unknown>[];
  readonly #guarded: ExplanationsOptions['guarded'];
  readonly #explainer: Explainer;
  readonly #trace: Trace;
  /** Removed, or its digest failed. */
  readonly #silent = new Set<RunExtension<unknown>>();

  constructor(extensions: readonly RunExtension<unknown>[], options: ExplanationsOptions) {
    const { folder, start, nowMs, guarded, trace = NO_TRACE } = options;
    this.#trace = trace;
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

  #onReply({ atMs, isBehind, founds, tookMs }: LookReply): void {
    this.#trace('explaining', () => describeLook({ atMs, isBehind, founds, tookMs }));
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

/** `up to 12.0 s of the run in 40 ms, for 2 extensions; the next one in 1 s at the earliest`. */
function describeLook({ atMs, isBehind, founds, tookMs }: LookReply): string {
  const what = isBehind ? 'there is more to read' : `for ${founds.length} extensions`;
  const pause = `the next one in ${(pauseAfter(tookMs) / 1_000).toFixed(1)} s at the earliest`;
  return `up to ${(atMs / 1_000).toFixed(1)} s of the run in ${Math.round(tookMs)} ms, ${what}; ${pause}`;
}
