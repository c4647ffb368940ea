import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import type { MutantResult, PartialStrykerOptions } from '@stryker-mutator/api/core';
import { Stryker } from '@stryker-mutator/core';
import { MUTATED_ROOMS, type MutatedRoom } from './rooms.ts';
import { GOAL, scoreOf, survivorLine, survivorsOf } from './score.ts';

const ROOT = path.resolve(import.meta.dirname, '../../..');

/** Reports and what an unfinished run already knows; `reports/` is not committed. */
const REPORTS = 'reports/mutation';

const HELP = `npm run mutation -- [ROOM ...] [options]

Changes the code in small ways and looks whether a test fails. Prints the score of each room
and every change that no test noticed. Rooms: ${MUTATED_ROOMS.map(({ name }) => name).join(', ')}

  --files A,B      only these files of src (explain/sight.ts), whole or FILE:FROM-TO lines
  --since COMMIT   only files that changed since
  --fresh          test all again, not only what has changed since the last run
  --concurrency N  processes that test (default 1)`;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    files: { type: 'string' },
    since: { type: 'string' },
    fresh: { type: 'boolean', default: false },
    concurrency: { type: 'string', default: '1' },
    help: { type: 'boolean', default: false },
  },
});

if (values.help) console.log(HELP);
else process.exitCode = await main();

async function main(): Promise<number> {
  process.chdir(ROOT);
  os.setPriority(10);
  const rooms = MUTATED_ROOMS.filter(
    ({ name }) => positionals.length === 0 || positionals.includes(name),
  );
  const scores: string[] = [];
  let isGood = true;
  for (const room of rooms) {
    const mutate = filesOf(room);
    if (mutate.length === 0) continue;
    const startMs = performance.now();
    const results = await new Stryker(optionsOf(room, mutate)).runMutationTest();
    const score = scoreOf(results);
    isGood &&= score.percent >= GOAL;
    for (const survivor of survivorsOf(results)) console.log(survivorLine(survivor, lineOf));
    scores.push(
      `${room.name.padEnd(10)} ${score.percent.toFixed(1)} %: ${score.detected} of ${score.total} noticed, ` +
        `${score.unreached} reached by no test, ${((performance.now() - startMs) / 60_000).toFixed(1)} min`,
    );
  }
  console.log(`\n${scores.join('\n')}\ngoal: ${GOAL} %`);
  return isGood ? 0 : 1;
}

/** What to mutate of a room, as Stryker's patterns. */
function filesOf({ mutate }: MutatedRoom): readonly string[] {
  const all = mutate.flatMap((pattern) => matching(pattern));
  if (values.files !== undefined) {
    return values.files
      .split(',')
      .filter((file) => all.includes(`src/${file.split(':')[0]}`))
      .map((file) => `src/${file}`);
  }
  if (values.since === undefined) return all;
  const { stdout } = spawnSync('git', ['diff', '--name-only', values.since], { encoding: 'utf8' });
  const changed = new Set(stdout.split('\n'));
  return all.filter((file) => changed.has(file));
}

/** The sources under a pattern: a file, `FOLDER/*.ts` or `FOLDER/**\/*.ts`. */
function matching(pattern: string): readonly string[] {
  if (!pattern.includes('*')) return [`src/${pattern}`];
  const folder = `src/${pattern.replace(/\/\*.*$/, '')}`;
  return fs
    .readdirSync(folder, { recursive: pattern.includes('**'), encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'))
    .map((name) => `${folder}/${name}`)
    .sort();
}

function optionsOf(room: MutatedRoom, mutate: readonly string[]): PartialStrykerOptions {
  const report = `${REPORTS}/${room.name}`;
  return {
    mutate: [...mutate],
    plugins: [path.join(import.meta.dirname, 'runner.js')],
    testRunner: 'collecting',
    soakTests: testsOf(room),
    buildCommand: 'tsc',
    // TypeScript 7 has no API for Stryker to read this file with.
    tsconfigFile: 'none.json',
    coverageAnalysis: 'perTest',
    // A constant of a module needs a process of its own for each mutant: minutes for little.
    ignoreStatic: true,
    // Modules are found in the folders above the sandbox.
    symlinkNodeModules: false,
    tempDirName: `${REPORTS}/sandbox`,
    ignorePatterns: ['.cache', 'node_modules', 'dist', 'reports', 'bench', '.ci', '*.tgz'],
    warnings: false,
    incremental: true,
    incrementalFile: `${report}.incremental.json`,
    force: values.fresh,
    concurrency: Number(values.concurrency),
    timeoutMS: 4_000,
    timeoutFactor: 4,
    ignorers: ['assertions'],
    reporters: ['html', 'progress-append-only'],
    htmlReporter: { fileName: `${report}.html` },
    allowEmpty: true,
    disableTypeChecks: true,
    allowConsoleColors: false,
    clearTextReporter: { allowColor: false },
  };
}

/** Compiled test files below `dist`; those with real sockets are too slow to ask a thousand times. */
function testsOf({ tests }: MutatedRoom): readonly string[] {
  return fs
    .readdirSync('dist', { recursive: true, encoding: 'utf8' })
    .filter((file) => /(?<!\.lab|\.real|\.mutants)\.test\.js$/.test(file))
    .filter((file) => tests.some((start) => file.startsWith(start)))
    .sort();
}

function lineOf({ fileName, location }: MutantResult): string {
  return fs.readFileSync(fileName, 'utf8').split('\n')[location.start.line - 1]?.trim() ?? '';
}
