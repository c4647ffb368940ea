import path from 'node:path';
import type { Argv } from 'yargs';
import { EXIT, type ExitCode } from '../../base/exit-codes.ts';
import { mergeRuns, startOf } from '../../run/merge/merge-runs.ts';
import { type ArgumentsOf, commandOf } from '../command.ts';
import { requiredText } from '../options/options.ts';
import type { System } from '../system.ts';

/** `soak merge`: runs of several machines at the same time, as one run. */
export const command = commandOf({ configure, run });

function configure(yargs: Argv) {
  return yargs
    .usage(
      '$0 merge <runs..> --out <folder>\n\nMerge the journals of several runs of one scenario into one run, without loss:\nevery count, drop and percentile covers all connections. The runs are aligned\nby their wall clocks.',
    )
    .positional('runs', {
      type: 'string',
      array: true,
      demandOption: true,
      describe: 'Folders of the runs',
    })
    .option(
      ...requiredText('out', {
        alias: 'o',
        describe: 'Folder of the merged run; it must be empty or not exist',
      }),
    )
    .example('$0 merge a/2026-11-22T01-00-00Z b/2026-11-22T01-00-00Z -o both', 'Two machines')
    .example('$0 report both', 'Report on the merged run');
}

async function run(args: ArgumentsOf<typeof configure>, system: System): Promise<ExitCode> {
  const folders = args.runs.map((folder) => path.resolve(system.cwd, folder));
  const shown = args.out;
  if (folders.length < 2) {
    system.stderr.write('soak: Cannot merge fewer than two runs\n');
    return EXIT.invalid;
  }
  const merged = tryMerge(folders, path.resolve(system.cwd, shown));
  if (!merged.ok) {
    system.stderr.write(`soak: ${merged.message}\n`);
    return merged.isOurs ? EXIT.preflight : EXIT.invalid;
  }
  system.stdout.write(
    `Merged ${merged.parts.length} runs into ${shown} (${merged.parts.map(startOf).join(', ')})\nNext: soak report ${shown}\n`,
  );
  return EXIT.passed;
}

function tryMerge(folders: readonly string[], out: string) {
  try {
    const merged = mergeRuns(folders, out);
    return merged.ok ? merged : { ...merged, isOurs: false };
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === undefined) throw error;
    return { ok: false as const, message: `Cannot write ${out}: ${code}`, isOurs: true };
  }
}
