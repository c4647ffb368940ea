import fs from 'node:fs';
import { register } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { InstrumenterContext, StrykerOptions } from '@stryker-mutator/api/core';
import type { Ignorer, NodePath } from '@stryker-mutator/api/ignore';
import {
  commonTokens,
  declareClassPlugin,
  declareValuePlugin,
  PluginKind,
  tokens,
} from '@stryker-mutator/api/plugin';
import {
  type DryRunOptions,
  type DryRunResult,
  DryRunStatus,
  determineHitLimitReached,
  type MutantRunOptions,
  type MutantRunResult,
  type TestResult,
  type TestRunner,
  TestStatus,
  toMutantRunResult,
} from '@stryker-mutator/api/test-runner';
import { type CollectedTest, cleanUp, collectedTests, collectFrom } from './collect.ts';

/** Of the first run, kept for the processes that come after it. In the sandbox, which is the working directory. */
const DURATIONS = 'test-durations.json';

/** Runs collected tests in this process: Stryker's side of `collect.ts`. */
class CollectingRunner implements TestRunner {
  static readonly inject = tokens(commonTokens.options);
  readonly #files: readonly string[];
  #durations: Readonly<Record<string, number>> = {};
  #isLoaded = false;

  constructor(options: StrykerOptions) {
    this.#files = options.soakTests as readonly string[];
  }

  /** A module that was imported stays as it is: a mutant that acts while loading needs a new process. */
  capabilities() {
    return { reloadEnvironment: false };
  }

  init(): Promise<void> {
    register(new URL('./resolve-hook.js', import.meta.url));
    if (fs.existsSync(DURATIONS)) {
      const text = fs.readFileSync(DURATIONS, 'utf8');
      this.#durations = JSON.parse(text) as Readonly<Record<string, number>>;
    }
    return Promise.resolve();
  }

  async dryRun({ coverageAnalysis }: DryRunOptions): Promise<DryRunResult> {
    await this.#load();
    const results: TestResult[] = [];
    for (const test of collectedTests()) results.push(await resultOf(test));
    const durations = Object.fromEntries(results.map(({ id, timeSpentMs }) => [id, timeSpentMs]));
    this.#durations = durations;
    fs.writeFileSync(DURATIONS, JSON.stringify(durations));
    const { mutantCoverage } = instrumented();
    return coverageAnalysis === 'off' || mutantCoverage === undefined
      ? { status: DryRunStatus.Complete, tests: results }
      : { status: DryRunStatus.Complete, tests: results, mutantCoverage };
  }

  async mutantRun(options: MutantRunOptions): Promise<MutantRunResult> {
    const { activeMutant, mutantActivation, hitLimit, disableBail } = options;
    if (mutantActivation === 'static') instrumented().activeMutant = activeMutant.id;
    await this.#load();
    const context = instrumented();
    context.activeMutant = activeMutant.id;
    context.hitCount = hitLimit === undefined ? undefined : 0;
    context.hitLimit = hitLimit;
    const tests: TestResult[] = [];
    for (const test of this.#chosen(options)) {
      const result = await resultOf(test);
      tests.push(result);
      const timeout = determineHitLimitReached(context.hitCount, hitLimit);
      if (timeout !== undefined) return toMutantRunResult(timeout);
      if (result.status === TestStatus.Failed && !disableBail) break;
    }
    return toMutantRunResult({ status: DryRunStatus.Complete, tests });
  }

  dispose(): Promise<void> {
    return cleanUp();
  }

  async #load(): Promise<void> {
    if (this.#isLoaded) return;
    this.#isLoaded = true;
    for (const file of this.#files) {
      collectFrom(file);
      await import(pathToFileURL(path.resolve('dist', file)).href);
    }
  }

  /** The quick ones first: most mutants die in one of them. */
  #chosen({ testFilter }: MutantRunOptions): readonly CollectedTest[] {
    const tests = collectedTests();
    const chosen =
      testFilter === undefined ? [...tests] : tests.filter(({ id }) => testFilter.includes(id));
    return chosen.sort((a, b) => (this.#durations[a.id] ?? 0) - (this.#durations[b.id] ?? 0));
  }
}

async function resultOf({ id, file, run }: CollectedTest): Promise<TestResult> {
  instrumented().currentTestId = id;
  const startMs = performance.now();
  const told = { id, name: id, fileName: path.resolve('src', file.replace(/\.js$/, '.ts')) };
  try {
    await run();
    return { ...told, status: TestStatus.Success, timeSpentMs: performance.now() - startMs };
  } catch (error) {
    const failureMessage = error instanceof Error ? error.message : String(error);
    const timeSpentMs = performance.now() - startMs;
    return { ...told, status: TestStatus.Failed, timeSpentMs, failureMessage };
  } finally {
    instrumented().currentTestId = undefined;
  }
}

/** Where instrumented code looks for the mutant to be, and counts what it ran. */
function instrumented(): Mutable<InstrumenterContext> {
  const home = globalThis as { __stryker__?: Mutable<InstrumenterContext> };
  home.__stryker__ ??= {};
  return home.__stryker__;
}

type Mutable<T> = { -readonly [Key in keyof T]: T[Key] | undefined };

/** Of Babel's path to a piece of code, what is asked here. */
interface CodePath extends NodePath {
  readonly node: { readonly type: string; readonly callee?: { readonly name?: string } };
}

/** An assertion guards against our own mistakes: no test breaks it, so no test can notice its absence. */
const assertions: Ignorer = {
  shouldIgnore: ({ node }: CodePath) =>
    node.type === 'CallExpression' && node.callee?.name === 'assert' ? 'an assertion' : undefined,
};

/** Found by Stryker under these names. */
export const strykerPlugins = [
  declareClassPlugin(PluginKind.TestRunner, 'collecting', CollectingRunner),
  declareValuePlugin(PluginKind.Ignore, 'assertions', assertions),
];
