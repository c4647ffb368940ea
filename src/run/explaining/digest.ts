import type { ExplainedRun } from './explained-run.ts';

/** Makes of an explained run what one extension shows. Runs in the explaining thread; its result travels to the run's. */
export type Digest<Output> = (run: ExplainedRun) => Output;

/** What a module with a digest exports as `createDigest`. `options` travelled to the thread as a structured clone. */
export type CreateDigest<Options, Output> = (options: Options) => Digest<Output>;

/** Where the digest of an extension is. */
export interface DigestPlan {
  /** URL of a module that exports `createDigest`: `new URL('./my-digest.js', import.meta.url).href`. */
  readonly module: string;
  readonly options?: unknown;
  /** It shows round trips or connect times, too. Adding them up costs most of reading a journal. */
  readonly needsTimes: boolean;
}

/** What the records of a run say so far, as one digest shows it. */
export interface Explained<Output> {
  /** The run's time up to which records were read, ms. */
  readonly atMs: number;
  /** Undefined as long as there is more to read before anything can be said. */
  readonly found: Output | undefined;
}
