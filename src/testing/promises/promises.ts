import { PROMISES } from './all.ts';
import type { Effort, Measured, PromiseRow } from './promise.ts';

/**
 * `npm run promises` measures every promise in seconds each, `npm run nightly` in minutes, and prints a line for each
 * as it comes. Exit code 1 when one does not hold. Names of promises as arguments measure only those.
 */
const args = process.argv.slice(2);
const effort: Effort = args.includes('--nightly') ? 'nightly' : 'gate';
const names = args.filter((arg) => !arg.startsWith('--'));
const rows = PROMISES.filter(({ id }) => names.length === 0 || names.includes(id));

process.stdout.write('| # | promise | goal | measured | how | ok |\n|---|---|---|---|---|---|\n');
for (const row of rows) {
  const measured = await row.measure(effort);
  process.stdout.write(`${lineOf(row, measured)}\n`);
  if (!measured.ok || measured.onTime === false) process.exitCode = 1;
}

function lineOf({ id, promise, goal, how }: PromiseRow, measured: Measured): string {
  const figure = measured.skipped === undefined ? measured.figure : `(${measured.skipped})`;
  return `| ${[id, promise, goal, figure, how, wordFor(measured)].join(' | ')} |`;
}

function wordFor({ ok, onTime, skipped }: Measured): string {
  if (skipped !== undefined) return '-';
  if (!ok) return '**no**';
  return onTime === false ? '**late**' : 'yes';
}
