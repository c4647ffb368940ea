/**
 * Stands in for `node:test` while mutants are tested. Tests are collected when their file is loaded and run as often
 * as needed in the same process, so that a mutant costs the tests that reach it and not the start of a process.
 */

/** What a test of ours may ask of its context. */
interface TestContext {
  diagnostic(text: string): void;
  skip(): void;
  after(hook: Hook): void;
}

type Hook = () => unknown;
type Body = (context: TestContext) => unknown;
interface Options {
  readonly skip?: boolean | string | undefined;
}

/** One test, ready to be run. */
export interface CollectedTest {
  /** Unique in all files. */
  readonly id: string;
  /** Path of the compiled file, as given to `collectFrom()`. */
  readonly file: string;
  /** Rejects when the test fails. */
  run(): Promise<void>;
}

const tests: CollectedTest[] = [];
const hooksAtEnd: Hook[] = [];
let collectingFrom = '';

/** All tests that the file declares when it is loaded are its own. */
export function collectFrom(file: string): void {
  collectingFrom = file;
}

export function collectedTests(): readonly CollectedTest[] {
  return tests;
}

/** Runs the hooks that files declared for their end. */
export async function cleanUp(): Promise<void> {
  for (const hook of hooksAtEnd) await hook();
}

/** As `test` of `node:test`. */
export function test(name: string, options: Options | Body, body?: Body): void {
  const skip = typeof options === 'function' ? undefined : options.skip;
  const run = typeof options === 'function' ? options : body;
  if (run === undefined || (skip !== undefined && skip !== false)) return;
  const file = collectingFrom;
  const twins = tests.filter((one) => one.file === file && one.id.startsWith(`${file} ${name}`));
  const id = `${file} ${name}${twins.length === 0 ? '' : ` (${twins.length + 1})`}`;
  tests.push({ id, file, run: () => runOnce(run) });
}

/** As `after` of `node:test` at the top of a file. */
export function after(hook: Hook): void {
  hooksAtEnd.push(hook);
}

async function runOnce(body: Body): Promise<void> {
  const hooks: Hook[] = [];
  try {
    await body({ diagnostic: () => {}, skip: () => {}, after: (hook) => hooks.push(hook) });
  } finally {
    for (const hook of hooks.reverse()) await hook();
  }
}
