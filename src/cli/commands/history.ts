import fs from 'node:fs';
import path from 'node:path';
import type { Argv } from 'yargs';
import { historiesOf } from '../../analysis/history/history.ts';
import { EXIT, type ExitCode } from '../../base/exit-codes.ts';
import { paintFor } from '../../extensions/screen/paint-for.ts';
import { readHistory } from '../../run/history/read-history.ts';
import { type ArgumentsOf, commandOf } from '../command.ts';
import { choice, text, wholeNumberOr } from '../options/options.ts';
import type { System } from '../system.ts';

/** `soak history`: all nights of a scenario, and when something changed. */
export const command = commandOf({ configure, run });

function configure(yargs: Argv) {
  return yargs
    .usage(
      '$0 history [folder]\n\nShow all runs of a folder by scenario: verdicts, drops with their intervals, causes that are new, gone or back, settings that changed between runs, and the run in which a figure changed for good.',
    )
    .positional('folder', {
      type: 'string',
      default: 'reports',
      describe: 'Folder with the folders of the runs',
    })
    .option(...text('name', { describe: 'Only runs of the scenario with this name' }))
    .option(
      ...choice('format', {
        choices: ['terminal', 'json', 'markdown', 'html'],
        default: 'terminal',
        describe: 'Output format',
      }),
    )
    .option(
      ...wholeNumberOr('last', {
        ...{ default: 20, min: 1, max: 100_000 },
        describe: 'Runs shown in a terminal; all of them count',
      }),
    )
    .example('$0 history', 'The nights in reports/')
    .example(
      '$0 history reports --format html > reports/history.html',
      'A page with links to the reports',
    )
    .example(
      '$0 history reports --format json | jq .[0].changes',
      'When something changed for good',
    );
}

async function run(args: ArgumentsOf<typeof configure>, system: System): Promise<ExitCode> {
  const folder = path.resolve(system.cwd, args.folder);
  if (!fs.existsSync(folder)) {
    system.stderr.write(`soak: Cannot find the folder ${args.folder}\n`);
    return EXIT.invalid;
  }
  const { runs, skipped } = readHistory(folder);
  for (const one of skipped) system.stderr.write(`soak: left out ${one.folder}: ${one.why}\n`);
  const wanted = runs.filter(
    ({ summary }) => args.name === undefined || summary.run.name === args.name,
  );
  if (wanted.length === 0) {
    const named = args.name === undefined ? '' : ` of ${args.name}`;
    system.stderr.write(`soak: Cannot find a run${named} in ${args.folder}\n`);
    return EXIT.invalid;
  }
  system.stdout.write(await printed(historiesOf(wanted), args, system));
  return EXIT.passed;
}

async function printed(
  histories: ReturnType<typeof historiesOf>,
  { format, last }: ArgumentsOf<typeof configure>,
  system: System,
): Promise<string> {
  switch (format) {
    case 'json':
      return `${JSON.stringify(histories.map(withoutSummaries), null, 2)}\n`;
    case 'markdown': {
      const { historyMarkdown } = await import('../../report/history/history-markdown.ts');
      return histories.map(historyMarkdown).join('\n');
    }
    case 'html': {
      const { historyPage } = await import('../../report/history/history-page.ts');
      return historyPage(histories);
    }
    case 'terminal': {
      const { historyText } = await import('../../report/history/history-text.ts');
      const options = { paint: paintFor(system), last };
      return histories.map((history) => historyText(history, options)).join('\n');
    }
  }
}

/** A summary is beside each run already; here are its verdict and start. */
function withoutSummaries({ rows, ...history }: ReturnType<typeof historiesOf>[number]) {
  return {
    ...history,
    runs: rows.map(({ summary, ...row }) => {
      const { startedAt, soakVersion, connectionHours } = summary.run;
      return { ...row, startedAt, soakVersion, connectionHours, verdict: summary.verdict };
    }),
  };
}
