import type { Analysis } from '../../analysis/analyze.ts';
import type { IntervalRecord, NoteRecord } from '../../journal/record.ts';
import { startExplainingThread } from '../explaining/explainer.ts';
import { Explanations } from '../explaining/explanations.ts';
import type { FollowedRun, OpenExtension, RunExtension, RunMessage } from '../extension.ts';
import type { Terminal } from '../host.ts';
import { NO_TRACE, type Trace } from '../trace.ts';

/** A run waits no longer than this for what an extension does at its end; a notification takes 47 s at most. */
const END_MS_MAX = 120_000;

/** From here on the user is told what the run waits for. */
const SLOW_MS = 10_000;

/** kubectl has 2 s to end before it is ended. */
const CLOSE_MS_MAX = 10_000;

interface Outside {
  readonly stderr: Pick<Terminal, 'write'>;
  readonly trace?: Trace;
}

/** All extensions of one run. */
export class Extensions {
  readonly #open: readonly OpenExtension[];
  readonly #extensions: RunExtension<unknown>[] = [];
  /** For messages that no extension shows. */
  readonly #stderr: Pick<Terminal, 'write'>;
  readonly #trace: Trace;
  /** What was reported before all of them were open. */
  readonly #early: (readonly [record: IntervalRecord | NoteRecord, shard: number])[] = [];
  #isReady = false;
  #explanations: Explanations | undefined;

  constructor(open: readonly OpenExtension[], { stderr, trace = NO_TRACE }: Outside) {
    this.#open = open;
    this.#stderr = stderr;
    this.#trace = trace;
  }

  /** Opens them one after the other. One that cannot open is reported, and the run continues without it. */
  async begin(run: FollowedRun): Promise<void> {
    for (const open of this.#open) {
      try {
        this.#extensions.push(await open(run));
      } catch (error) {
        this.#notify((error as Error).message);
      }
    }
    this.#trace('extensions', () => `${this.#extensions.length} of ${this.#open.length} are open`);
    this.#explanations = new Explanations([...this.#extensions], {
      folder: run.folder.path,
      start: startExplainingThread,
      trace: this.#trace,
      nowMs: () => performance.now(),
      guarded: (extension, act) => void this.#guarded(extension, act),
    });
    this.#isReady = true;
    for (const [record, shard] of this.#early.splice(0)) this.add(record, shard);
  }

  add(record: IntervalRecord | NoteRecord, shard: number): void {
    if (this.#open.length === 0) return;
    if (!this.#isReady) {
      this.#early.push([record, shard]);
      return;
    }
    for (const extension of [...this.#extensions])
      this.#guarded(extension, () => extension.onRecord?.(record, shard));
    this.#explanations?.look();
  }

  /** Shows a message to the user. */
  say(message: RunMessage): void {
    const showing = this.#extensions.filter(({ onMessage }) => onMessage !== undefined);
    const shown = showing.filter((extension) =>
      this.#guarded(extension, () => extension.onMessage?.(message)),
    );
    if (shown.length === 0) this.#stderr.write(`soak: ${message.text}\n`);
  }

  /** Lets them add their last notes. */
  async held(): Promise<void> {
    await this.#each((extension) => extension.onHeld?.());
  }

  async end(view: Analysis, exitCode: number): Promise<void> {
    await this.#each((extension) => extension.onEnd?.(view, exitCode));
  }

  async close(): Promise<void> {
    await this.#explanations?.stop();
    await Promise.all(
      this.#extensions.splice(0).map(async (extension) => {
        try {
          await within(CLOSE_MS_MAX, extension.close());
        } catch (error) {
          this.#notify(`a run extension failed to close: ${(error as Error).message}`);
        }
      }),
    );
  }

  /** A fault of an extension costs that one, not a soak of many hours. False when it had one. */
  #guarded(extension: RunExtension<unknown>, act: () => void): boolean {
    try {
      act();
      return true;
    } catch (error) {
      this.#extensions.splice(this.#extensions.indexOf(extension), 1);
      this.#explanations?.forget(extension);
      this.#notify(`a run extension failed and was removed: ${(error as Error).stack}`);
      extension.close().catch((again: Error) => this.#notify(again.message));
      return false;
    }
  }

  #notify(text: string): void {
    this.#trace('extensions', () => text);
    this.say({ kind: 'notice', text });
  }

  async #each(act: (extension: RunExtension<unknown>) => Promise<void> | undefined): Promise<void> {
    const isWaiting = new Set(this.#extensions);
    const slow = setTimeout(() => {
      const what = isWaiting.size === 1 ? 'a run extension' : `${isWaiting.size} run extensions`;
      this.#notify(`waiting for ${what} to finish, for at most ${END_MS_MAX / 1_000} s`);
    }, SLOW_MS);
    await Promise.all(
      this.#extensions.map(async (extension) => {
        try {
          await within(END_MS_MAX, act(extension));
          isWaiting.delete(extension);
        } catch (error) {
          isWaiting.delete(extension);
          this.#notify(`a run extension failed at the end of the run: ${(error as Error).stack}`);
        }
      }),
    );
    clearTimeout(slow);
  }
}

async function within(ms: number, done: Promise<void> | undefined): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`not done after ${ms / 1_000} s`)), ms);
  });
  try {
    await Promise.race([done, late]);
  } finally {
    clearTimeout(timer);
  }
}
