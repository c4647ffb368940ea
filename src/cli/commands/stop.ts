import { EXIT, type ExitCode } from '../../base/exit-codes.ts';
import { askRun } from '../../run/control/ask-run.ts';
import type { Arguments, Command } from '../command.ts';
import { findRun, shortPath } from '../find-run.ts';
import { explainSilence, follow, showEnd } from '../follow-run.ts';
import type { System } from '../system.ts';

/** `soak stop`: as Ctrl-C in the terminal that the run no longer has. */
export const command: Command = {
  configure: (yargs) =>
    yargs
      .usage(
        '$0 stop <run>\n\nEnds a run in order: every connection is asked for a proof of life, then the report.',
      )
      .positional('run', { type: 'string', describe: 'Folder or id of the run' })
      .option('reports', {
        type: 'string',
        describe: 'Folder of the run folders (default reports)',
      })
      .option('wait', {
        type: 'boolean',
        default: true,
        describe: 'Wait for the report, print it, and exit as the run does',
      })
      .example('$0 stop 2026-11-22T01-00-00Z', 'Exits 130, as after Ctrl-C')
      .example('$0 stop 2026-11-22T01-00-00Z --no-wait', 'Only asks it to end'),
  run,
};

async function run(args: Arguments, system: System): Promise<ExitCode> {
  const folder = findRun(args, system);
  if (folder === undefined) return EXIT.invalid;
  const conversation = await askRun(folder, { ask: 'stop' });
  if (conversation === 'no-socket' || conversation === 'nobody-listens')
    return await showEnd(folder, { system });
  if (typeof conversation === 'string') return explainSilence(folder, conversation, system);
  if (args.wait === false) {
    await conversation.replies.next();
    conversation.hangUp();
    system.stdout.write(
      `stopping; soak status ${shortPath(folder, system)} tells when it is over\n`,
    );
    return EXIT.passed;
  }
  system.stdout.write('stopping: asking every connection, then the report\n');
  const followed = await follow(conversation, { system, onReply: () => {} });
  if (followed.kind === 'end') return await showEnd(folder, { system, ...followed });
  if (followed.kind === 'left') return EXIT.passed;
  system.stderr.write('soak: the run has ended without its report\n');
  return EXIT.inconclusive;
}
