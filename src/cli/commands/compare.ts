import path from 'node:path';
import type { Argv } from 'yargs';
import type { Analysis } from '../../analysis/analyze.ts';
import { compareViews } from '../../analysis/compare/compare-runs.ts';
import { EXIT, type ExitCode } from '../../base/exit-codes.ts';
import { paintFor } from '../../extensions/screen/paint-for.ts';
import { comparisonText } from '../../report/formats/comparison.ts';
import { readRun } from '../../run/journals/read-run.ts';
import { type ArgumentsOf, commandOf } from '../command.ts';
import { choice } from '../options/options.ts';
import type { System } from '../system.ts';

/** `soak compare`: last night and tonight, or the old ingress and the new gateway. */
export const command = commandOf({ configure, run });

function configure(yargs: Argv) {
  return yargs
    .usage(
      '$0 compare <before> <after>\n\nCompare the drops of two runs, by cause and with their uncertainty.\nExit code: 1 if the second run is worse, 0 if it is not, 4 if one of them held no connections.',
    )
    .positional('before', {
      type: 'string',
      demandOption: true,
      describe: 'Folder of the earlier run',
    })
    .positional('after', {
      type: 'string',
      demandOption: true,
      describe: 'Folder of the later run',
    })
    .option(
      ...choice('format', {
        choices: ['terminal', 'json'],
        default: 'terminal',
        describe: 'Output format',
      }),
    )
    .example(
      '$0 compare reports/2026-11-21T01-00-00Z reports/2026-11-22T01-00-00Z',
      'Last night and tonight',
    );
}

async function run(args: ArgumentsOf<typeof configure>, system: System): Promise<ExitCode> {
  const before = load(args.before, system);
  const after = load(args.after, system);
  if (before === undefined || after === undefined) return EXIT.invalid;
  const comparison = compareViews(before, after);
  if (args.format === 'json') system.stdout.write(`${JSON.stringify(comparison, null, 2)}\n`);
  else system.stdout.write(comparisonText({ before, after, comparison }, paintFor(system)));
  if (comparison.verdict === 'regression') return EXIT.failed;
  const heldBoth = [before, after].every(({ summary }) => summary.run.connectionHours > 0);
  return heldBoth ? EXIT.passed : EXIT.inconclusive;
}

function load(folder: string, system: System): Analysis | undefined {
  const found = readRun(path.resolve(system.cwd, folder));
  if (found.ok) return found.analysis;
  system.stderr.write(`soak: ${found.message}\n`);
  return undefined;
}
