import path from 'node:path';
import type { Argv } from 'yargs';
import { formatCount } from '../../analysis/figures.ts';
import type { RunOutcome } from '../../analysis/summary/summary.ts';
import { EXIT, type ExitCode } from '../../base/exit-codes.ts';
import { table } from '../../base/text.ts';
import { clock, plural } from '../../report/text/words.ts';
import type { RunStatus } from '../../run/control/protocol.ts';
import { type RunState, runFoldersIn, runStateOf } from '../../run/control/run-state.ts';
import { type ArgumentsOf, commandOf } from '../command.ts';
import { flag, text } from '../options/options.ts';
import { findRun, REPORTS } from '../running/find-run.ts';
import type { System } from '../system.ts';

/** Older runs are left out of the list for people. */
const LISTED_MAX = 20;

/** `soak status`: the status of one run, or of all of them. */
export const command = commandOf({ configure, run });

function configure(yargs: Argv) {
  return yargs
    .usage('$0 status [run]\n\nShow the status of one run, or of all runs in reports/.')
    .positional('run', { type: 'string', describe: 'Folder or id of the run' })
    .option(...text('reports', { describe: 'Folder that holds the run folders (default reports)' }))
    .option(...flag('json', { describe: 'Print everything as JSON' }))
    .example('$0 status', 'All runs in reports/')
    .example('$0 status 2026-11-22T01-00-00Z', 'One line')
    .example('$0 status 2026-11-22T01-00-00Z --json | jq .open', 'Number of open connections');
}

async function run(args: ArgumentsOf<typeof configure>, system: System): Promise<ExitCode> {
  const { run: named } = args;
  if (named === undefined) return listRuns(args, system);
  const folder = findRun({ ...args, run: named }, system);
  if (folder === undefined) return EXIT.invalid;
  const state = await runStateOf(folder, { nowMs: system.wallMs(), readsJournals: true });
  if (state === undefined) {
    system.stderr.write(`soak: Cannot find a journal (shard-000.ndjson) in ${folder}\n`);
    return EXIT.invalid;
  }
  const text =
    args.json === true ? json(plain(folder, state)) : `${cells(folder, state).join('  ')}\n`;
  system.stdout.write(text);
  return EXIT.passed;
}

async function listRuns(args: ArgumentsOf<typeof configure>, system: System): Promise<ExitCode> {
  const { reports = REPORTS } = args;
  const all = runFoldersIn(path.resolve(system.cwd, reports));
  const folders = args.json === true ? all : all.slice(-LISTED_MAX);
  const nowMs = system.wallMs();
  const states = await Promise.all(
    folders.map((folder) => runStateOf(folder, { nowMs, readsJournals: false })),
  );
  const found = states.flatMap((state, index) =>
    state === undefined ? [] : [{ folder: folders[index]!, state }],
  );
  if (args.json === true) {
    system.stdout.write(json(found.map(({ folder, state }) => plain(folder, state))));
    return EXIT.passed;
  }
  const older = all.length - folders.length;
  if (older > 0) system.stdout.write(`… ${counted(older, 'older run')}\n`);
  const lines = table(found.map(({ folder, state }) => cells(folder, state)));
  system.stdout.write(lines.length === 0 ? `No run in ${reports}/\n` : `${lines.join('\n')}\n`);
  return EXIT.passed;
}

/** Id, state, figures, name. */
function cells(folder: string, state: RunState): readonly string[] {
  const id = path.basename(folder);
  switch (state.state) {
    case 'running':
      return [id, ...runningCells(state.status)];
    case 'over':
      return [id, ...overCells(state.summary)];
    case 'unreachable':
      return [id, 'running', state.why, '', state.name];
    case 'killed':
      return [id, 'killed', `no report yet: soak report ${id} --write`, '', state.name];
  }
}

const PHASES = {
  start: 'starting',
  ramp: 'opening',
  hold: 'holding',
  probe: 'final probe',
  drain: 'closing',
};

function runningCells(status: RunStatus): readonly string[] {
  const { phase, atMs, durationMs, open, connections, unwanted, refused, name } = status;
  const refusals = refused === 0 ? '' : `, ${formatCount(refused)} refused`;
  return [
    `${PHASES[phase]} ${clock(atMs)} of ${clock(durationMs)}`,
    `${formatCount(open)}/${formatCount(connections)} open`,
    `${counted(unwanted, 'unexpected drop')}${refusals}`,
    name,
  ];
}

const VERDICTS = { pass: 'passed', fail: 'FAILED', inconclusive: 'inconclusive' };

function overCells({ run, verdict, targets }: RunOutcome): readonly string[] {
  const sum = (pick: (target: RunOutcome['targets'][number]) => number) =>
    targets.reduce((total, target) => total + pick(target), 0);
  const how = run.complete ? (run.interrupted ? ', stopped' : '') : ', killed';
  const opened = sum((target) => target.opened);
  return [
    `${VERDICTS[verdict]}${how} after ${clock(run.durationMs)}`,
    `${formatCount(opened)} opened`,
    counted(
      sum((target) => target.dropped),
      'unexpected drop',
    ),
    run.name,
  ];
}

/** The same for a program: `state` first, then the known figures. */
function plain(folder: string, state: RunState): object {
  switch (state.state) {
    case 'running':
      return { state: state.state, ...state.status };
    case 'over': {
      const { run, verdict, exitCode, targets } = state.summary;
      return { state: state.state, run: run.id, folder, verdict, exitCode, about: run, targets };
    }
    case 'unreachable':
    case 'killed':
      return { run: path.basename(folder), folder, ...state };
  }
}

function counted(count: number, one: string): string {
  return `${formatCount(count)} ${plural(count, one)}`;
}

function json(value: object): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
