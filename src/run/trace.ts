import fs from 'node:fs';

/**
 * Notes one decision of soak itself, for `--debug`. The text is a function, so that a run without `--debug` does not
 * make it.
 */
export type Trace = (topic: TraceTopic, text: () => string) => void;

/** What a decision is about. */
type TraceTopic =
  | 'scenario'
  | 'path'
  | 'preflight'
  | 'shards'
  | 'dials'
  | 'explaining'
  | 'extensions'
  | 'end';

/** Without `--debug`. */
export const NO_TRACE: Trace = () => {};

interface TraceFileOptions {
  readonly nowMs: () => number;
  /** Hides secrets: every line passes through it. */
  readonly mask: (text: string) => string;
}

/** The file of `--debug`: a line for each decision, with the time since the start of soak. */
export class TraceFile {
  readonly #descriptor: number;
  readonly #options: TraceFileOptions;
  readonly #startMs: number;

  /** Throws what the file system throws. */
  constructor(file: string, options: TraceFileOptions) {
    this.#descriptor = fs.openSync(file, 'w', 0o600);
    this.#options = options;
    this.#startMs = options.nowMs();
  }

  /** Bound, so that it can be handed on as a plain function. */
  readonly trace: Trace = (topic, text) => {
    const { nowMs, mask } = this.#options;
    const at = ((nowMs() - this.#startMs) / 1_000).toFixed(3).padStart(10);
    const lines = mask(text()).replaceAll('\n', '\n                         ');
    try {
      fs.writeSync(this.#descriptor, `${at} s  ${topic.padEnd(10)}  ${lines}\n`);
    } catch (error) {
      // A disk that is full costs the trace, not the run.
      if ((error as NodeJS.ErrnoException).code === undefined) throw error;
    }
  };

  close(): void {
    fs.closeSync(this.#descriptor);
  }
}
