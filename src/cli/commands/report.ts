import fs from 'node:fs';
import path from 'node:path';
import type { Argv } from 'yargs';
import type { Analysis } from '../../analysis/analyze.ts';
import { BACKEND } from '../../analysis/evidence/evidence-groups.ts';
import { assert } from '../../base/assert.ts';
import { EXIT, type ExitCode } from '../../base/exit-codes.ts';
import { paintFor } from '../../extensions/screen/paint-for.ts';
import type { Reporter } from '../../report/report.ts';
import { type ReadRun, readRun } from '../../run/journals/read-run.ts';
import { renderOwn } from '../../run/reports/render-own.ts';
import { writeReports } from '../../run/reports/write-reports.ts';
import { type ArgumentsOf, commandOf } from '../command.ts';
import { logFilesOf } from '../log-files.ts';
import { choice, flag, text, texts } from '../options/options.ts';
import type { System } from '../system.ts';
import { printWhy } from '../why.ts';

/** `soak report`: everything that is known about a run, from its journals alone. */
export const command = commandOf({ configure, run });

/** What `--format` can print: the reports, and the records themselves. */
const FORMATS = [
  ...['terminal', 'json', 'html', 'junit', 'markdown', 'csv', 'openmetrics', 'annotations'],
  ...['hlog', 'records'],
];

function configure(yargs: Argv) {
  return yargs
    .usage('$0 report <run>\n\nReport a run again from its journals, even after a crash.')
    .positional('run', {
      type: 'string',
      demandOption: true,
      describe: 'Folder of the run, reports/<run-id>',
    })
    .option(
      ...choice('format', { choices: FORMATS, default: 'terminal', describe: 'Output format' }),
    )
    .option(
      ...texts('backend-log', {
        describe: 'Log of soak serve --log: how the backend saw each connection end',
      }),
    )
    .option(
      ...texts('hop-log', {
        describe: 'HOP=FILE: an access or error log of nginx, or a log of HAProxy',
      }),
    )
    .option(
      ...text('why', {
        describe: 'Group number, or connection=ID: what was considered and what excluded it',
      }),
    )
    .option(
      ...texts('reporter', {
        describe: 'Module with a reporter of your own: print it, or write it with --write',
      }),
    )
    .option(...flag('write', { describe: 'Write all report files again' }))
    .option(...flag('open', { describe: 'Write report.html again and open it in a browser' }))
    .example('$0 report reports/2026-11-22T01-00-00Z', 'The final screen')
    .example('$0 report reports/2026-11-22T01-00-00Z --open', 'The HTML page, in a browser')
    .example('$0 report reports/2026-11-22T01-00-00Z --why 2', 'Why group 2 is explained as it is')
    .example(
      '$0 report reports/2026-11-22T01-00-00Z --format json',
      'summary.json on standard output',
    )
    .example(
      '$0 report reports/2026-11-22T01-00-00Z --backend-log pod.ndjson --hop-log ingress=access.log',
      'Which side closed, according to the logs',
    )
    .example(
      '$0 report reports/2026-11-22T01-00-00Z --format hlog > night.hlog',
      "Round trips over time, for HdrHistogram's plotter",
    )
    .example(
      '$0 report reports/2026-11-22T01-00-00Z --format records > records.ndjson',
      'Every record with named fields, for jq and DuckDB (docs/journals.md)',
    );
}

type ReportArguments = ArgumentsOf<typeof configure>;

async function run(args: ReportArguments, system: System): Promise<ExitCode> {
  const folder = path.resolve(system.cwd, args.run);
  const found = readWithLogs(folder, args, system);
  if (!found.ok) {
    system.stderr.write(`soak: ${found.message}\n`);
    return EXIT.invalid;
  }
  if (args.why !== undefined) {
    const asked = { asked: args.why, format: args.format };
    return printWhy(found.analysis, asked, system);
  }
  const own = await ownReporters(args.reporter ?? [], system);
  if (own === undefined) return EXIT.invalid;
  const onProblem = (text: string) => system.stderr.write(`soak: ${text}\n`);
  const isWritten =
    args.write !== true || (await writeReports(found.analysis, { folder, own, onProblem }));
  if (args.open === true && !(await isOpened(found.analysis, folder, system)))
    return EXIT.preflight;
  const printsOwn = own.length > 0 && args.write !== true;
  if (printsOwn && !isOwnPrinted(found.analysis, own, system)) return EXIT.invalid;
  if (printsOwn) return found.analysis.summary.exitCode as ExitCode;
  if (args.format === 'terminal') await printFinal(found.analysis, { folder: args.run, system });
  else if (args.format === 'hlog') await printIntervalLog(folder, system);
  else if (args.format === 'records') await printRecords(folder, system);
  else await printReport(found.analysis, args.format, system);
  return isWritten ? (found.analysis.summary.exitCode as ExitCode) : EXIT.preflight;
}

/** Reporters of the user's own; one that cannot be used is printed. */
async function ownReporters(
  files: readonly string[],
  { cwd, stderr }: System,
): Promise<readonly Reporter[] | undefined> {
  if (files.length === 0) return [];
  const { loadReporters, UnusableModule } = await import('../../run/load/own-module.ts');
  try {
    return await loadReporters(files, cwd);
  } catch (error) {
    if (!(error instanceof UnusableModule)) throw error;
    stderr.write(`soak: ${error.message}\n`);
    return undefined;
  }
}

/** False when one of them failed: what was asked for is not on standard output. */
function isOwnPrinted(
  view: Analysis,
  own: readonly Reporter[],
  { stdout, stderr }: System,
): boolean {
  let isPrinted = true;
  for (const reporter of own) {
    try {
      stdout.write(renderOwn(reporter, view));
    } catch (error) {
      stderr.write(`soak: the reporter ${reporter.format} failed: ${(error as Error).message}\n`);
      isPrinted = false;
    }
  }
  return isPrinted;
}

function readWithLogs(folder: string, args: ReportArguments, system: System): ReadRun {
  const named = logFilesOf(args, system.cwd);
  if (!named.ok) return named;
  const found = readRun(folder, named.logs);
  if (!found.ok) return found;
  const hops = found.analysis.scenario.path.hops.map(({ id }) => id);
  const stranger = named.logs.find(({ party }) => party !== BACKEND && !hops.includes(party));
  if (stranger === undefined) return found;
  const known = hops.length === 0 ? 'the path has no hops' : `one of ${hops.join(', ')}`;
  return { ok: false, message: `Cannot use --hop-log ${stranger.party}=…: no such hop, ${known}` };
}

/** False if the page cannot be written. If only no browser opens it, its path is printed. */
async function isOpened(view: Analysis, folder: string, system: System): Promise<boolean> {
  const { htmlPage } = await import('../../report/html/page.ts');
  const { showFile } = await import('../show-file.ts');
  const file = path.join(folder, 'report.html');
  try {
    fs.writeFileSync(file, htmlPage(view));
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    system.stderr.write(`soak: Cannot write ${file} (${code})\n`);
    return false;
  }
  const shown = await showFile(file, system.env);
  if (!shown.ok) system.stderr.write(`soak: Cannot open a browser (${shown.why}): open ${file}\n`);
  return true;
}

/** The final screen. */
export async function printFinal(
  view: Analysis,
  { folder, system }: { folder: string; system: System },
): Promise<void> {
  const { terminalReport } = await import('../../report/formats/terminal.ts');
  system.stdout.write(terminalReport(view, { paint: paintFor(system), folder }));
}

async function printReport(view: Analysis, format: string, system: System): Promise<void> {
  const { reporterFor } = await import('../../report/report.ts');
  const reporter = reporterFor(format);
  assert(reporter !== undefined, `no reporter for the format ${format}`);
  system.stdout.write(reporter.render(view));
}

async function printIntervalLog(folder: string, system: System): Promise<void> {
  const { intervalLog } = await import('../../run/journals/interval-log.ts');
  for (const line of intervalLog(folder)) system.stdout.write(line);
}

async function printRecords(folder: string, system: System): Promise<void> {
  const { recordLines } = await import('../../run/journals/records.ts');
  for (const line of recordLines(folder)) system.stdout.write(line);
}
