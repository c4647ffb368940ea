import { EXIT, type ExitCode } from '../../base/exit-codes.ts';
import { PATH_EVENTS } from '../../path/path.ts';
import { clock } from '../../report/text/words.ts';
import { askOnce } from '../../run/control/ask-run.ts';
import type { Arguments, Command } from '../command.ts';
import { findRun } from '../find-run.ts';
import { explainSilence } from '../follow-run.ts';
import type { System } from '../system.ts';

/** `soak mark`: something happened to the path just now, so that drops can be held against it. */
export const command: Command = {
  configure: (yargs) =>
    yargs
      .usage(
        '$0 mark <run> <label>\n\nPuts a mark on the timeline of a run, now; drops are held against it.',
      )
      .positional('run', { type: 'string', describe: 'Folder or id of the run' })
      .positional('label', { type: 'string', describe: 'What happened' })
      .option('hop', { type: 'string', describe: 'The hop of the path to which it happened' })
      .option('event', {
        choices: PATH_EVENTS,
        describe: 'What it was for the limits of the path; a label that is such a word says it too',
      })
      .option('reports', {
        type: 'string',
        describe: 'Folder of the run folders (default reports)',
      })
      .example('$0 mark 2026-11-22T01-00-00Z reload', 'An ingress was reloaded')
      .example(
        '$0 mark 2026-11-22T01-00-00Z "node drained" --hop pod --event backend-stop',
        'The more it says, the more it explains',
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
  const why = reply.tell === 'refused' ? reply.why : 'it answered something else';
  system.stderr.write(`soak: Cannot mark the run: ${why}\n`);
  return EXIT.invalid;
}
