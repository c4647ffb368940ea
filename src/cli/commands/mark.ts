import { EXIT, type ExitCode } from '../../base/exit-codes.ts';
import { PATH_EVENTS } from '../../path/path.ts';
import { clock } from '../../report/text/words.ts';
import { askOnce } from '../../run/control/ask-run.ts';
import type { Arguments, Command } from '../command.ts';
import { findRun } from '../find-run.ts';
import { explainSilence } from '../follow-run.ts';
import type { System } from '../system.ts';

/** `soak mark`: marks an event on a run's timeline, so that drops can be attributed to it. */
export const command: Command = {
  configure: (yargs) =>
    yargs
      .usage(
        '$0 mark <run> <label>\n\nMarks an event on the timeline of a run, now. Drops can be attributed to it.',
      )
      .positional('run', { type: 'string', describe: 'Folder or id of the run' })
      .positional('label', { type: 'string', describe: 'What happened' })
      .option('hop', { type: 'string', describe: 'Hop where it happened' })
      .option('event', {
        choices: PATH_EVENTS,
        describe:
          'Kind of event, for limits that start at one (default: the label, if it is a kind)',
      })
      .option('reports', {
        type: 'string',
        describe: 'Folder that holds the run folders (default reports)',
      })
      .example('$0 mark 2026-11-22T01-00-00Z reload', 'An ingress was reloaded')
      .example(
        '$0 mark 2026-11-22T01-00-00Z "node drained" --hop pod --event backend-stop',
        'With hop and event, more drops can be explained',
      ),
  run,
};

async function run(args: Arguments, system: System): Promise<ExitCode> {
  const folder = findRun(args, system);
  if (folder === undefined) return EXIT.invalid;
  const hop = typeof args.hop === 'string' ? args.hop : undefined;
  const event = typeof args.event === 'string' ? args.event : undefined;
  const reply = await askOnce(folder, { ask: 'mark', label: String(args.label), hop, event });
  if (typeof reply === 'string') return explainSilence(folder, reply, system);
  if (reply.tell === 'done') {
    system.stdout.write(`marked at ${clock(reply.atMs)}\n`);
    return EXIT.passed;
  }
  const why = reply.tell === 'refused' ? reply.why : 'unexpected reply';
  system.stderr.write(`soak: Cannot mark the run: ${why}\n`);
  return EXIT.invalid;
}
