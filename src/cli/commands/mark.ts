import type { Argv } from 'yargs';
import { EXIT, type ExitCode } from '../../base/exit-codes.ts';
import { PATH_EVENTS } from '../../path/path.ts';
import { clock } from '../../report/text/words.ts';
import { askOnce } from '../../run/control/ask-run.ts';
import { type ArgumentsOf, commandOf } from '../command.ts';
import { optionalChoice, text } from '../options/options.ts';
import { findRun } from '../running/find-run.ts';
import { explainSilence } from '../running/follow-run.ts';
import type { System } from '../system.ts';

/** `soak mark`: marks an event on a run's timeline, so that drops can be attributed to it. */
export const command = commandOf({ configure, run });

function configure(yargs: Argv) {
  return yargs
    .usage(
      '$0 mark <run> <label>\n\nMark an event on the timeline of a run at the current time, so that drops can be explained by it.',
    )
    .positional('run', {
      type: 'string',
      demandOption: true,
      describe: 'Folder or id of the run',
    })
    .positional('label', { type: 'string', demandOption: true, describe: 'What happened' })
    .option(...text('hop', { describe: 'Hop where it happened' }))
    .option(
      ...optionalChoice('event', {
        choices: PATH_EVENTS,
        describe: 'Kind of event; not needed if the label is one of these words',
      }),
    )
    .option(...text('reports', { describe: 'Folder that holds the run folders (default reports)' }))
    .example('$0 mark 2026-11-22T01-00-00Z reload', 'An ingress was reloaded')
    .example(
      '$0 mark 2026-11-22T01-00-00Z "node drained" --hop pod --event backend-stop',
      'With hop and event, more drops can be explained',
    );
}

async function run(args: ArgumentsOf<typeof configure>, system: System): Promise<ExitCode> {
  const folder = findRun(args, system);
  if (folder === undefined) return EXIT.invalid;
  const { label, hop, event } = args;
  const reply = await askOnce(folder, { ask: 'mark', label, hop, event });
  if (typeof reply === 'string') return explainSilence(folder, reply, system);
  if (reply.tell === 'done') {
    system.stdout.write(`marked at ${clock(reply.atMs)}\n`);
    return EXIT.passed;
  }
  const why = reply.tell === 'refused' ? reply.why : 'unexpected reply';
  system.stderr.write(`soak: Cannot mark the run: ${why}\n`);
  return EXIT.invalid;
}
