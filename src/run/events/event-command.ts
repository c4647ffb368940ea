import { type ChildProcess, spawn } from 'node:child_process';
import type { CommandEnd } from '../../journal/record.ts';
import type { EventCommand } from '../../scenario/scenario.ts';
import { OutputTail } from './output-tail.ts';

/** Between asking a command to end and ending it. */
const TERM_GRACE_MS = 2_000;

/** What it started in the background may hold its output open: it is not waited for longer. */
const OUTPUT_GRACE_MS = 200;

interface CommandOptions {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  readonly redact: (text: string) => string;
  readonly nowMs: () => number;
}

/** One command of the scenario while it runs, in a process group of its own, so that all of it can be ended. */
export class RunningCommand {
  readonly #child: ChildProcess;
  readonly #output = new OutputTail();
  readonly #timers: NodeJS.Timeout[] = [];
  /** Why it was ended, if it was. */
  #endedBy = '';
  /** What came of it, and what is wrong with that. Never rejects. */
  readonly end: Promise<CommandEnd & { readonly failure: string | undefined }>;

  constructor({ run, timeoutMs }: EventCommand, options: CommandOptions) {
    const startedMs = options.nowMs();
    this.#child = spawn('/bin/sh', ['-c', run], {
      env: options.env,
      cwd: options.cwd,
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
    });
    for (const stream of [this.#child.stdout, this.#child.stderr])
      stream?.setEncoding('utf8').on('data', (piece: string) => this.#output.add(piece));
    this.#timers.push(
      setTimeout(() => this.stop(`no end after ${timeoutMs / 1_000} s`), timeoutMs),
    );
    this.end = this.#over().then((how) => ({
      exitCode: how.exitCode,
      tookMs: Math.round(options.nowMs() - startedMs),
      output: this.#output.shown(options.redact),
      failure: this.#endedBy || how.failure,
    }));
  }

  /** Ends it and all that it started. */
  stop(why: string): void {
    if (this.#endedBy !== '') return;
    this.#endedBy = why;
    this.#signal('SIGTERM');
    this.#timers.push(setTimeout(() => this.#signal('SIGKILL'), TERM_GRACE_MS));
  }

  async #over(): Promise<Exit> {
    const how = await exitOf(this.#child);
    await this.#restOfOutput();
    for (const timer of this.#timers) clearTimeout(timer);
    // What it started may not have obeyed.
    if (this.#endedBy !== '') this.#signal('SIGKILL');
    return how;
  }

  async #restOfOutput(): Promise<void> {
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, OUTPUT_GRACE_MS);
      this.#child.once('close', () => {
        clearTimeout(timer);
        resolve();
      });
    });
    this.#child.stdout?.destroy();
    this.#child.stderr?.destroy();
  }

  #signal(signal: 'SIGTERM' | 'SIGKILL'): void {
    const { pid } = this.#child;
    if (pid === undefined) return;
    try {
      process.kill(-pid, signal);
    } catch (error) {
      // It ended by itself just now.
      if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
    }
  }
}

interface Exit {
  readonly exitCode: number | null;
  readonly failure: string | undefined;
}

function exitOf(child: ChildProcess): Promise<Exit> {
  return new Promise((resolve) => {
    child.once('error', (error) => resolve({ exitCode: null, failure: error.message }));
    child.once('exit', (exitCode, signal) => {
      const failure = exitCode === 0 ? undefined : `exit code ${exitCode}`;
      resolve({ exitCode, failure: signal === null ? failure : `ended by ${signal}` });
    });
  });
}
