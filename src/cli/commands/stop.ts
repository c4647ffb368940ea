import type { Argv } from 'yargs';
import { EXIT, type ExitCode } from '../../base/exit-codes.ts';
import { askRun } from '../../run/control/ask-run.ts';
import { type ArgumentsOf, commandOf } from '../command.ts';
import { flagOn, text } from '../options/options.ts';
import { findRun, shortPath } from '../running/find-run.ts';
import { explainSilence, follow, showEnd } from '../running/follow-run.ts';
import type { System } from '../system.ts';

/** `soak stop`: like Ctrl-C, for a run without a terminal. */
export const command = commandOf({ configure, run });

function configure(yargs: Argv) {
  return yargs
    .usage(
      '$0 stop <run>\n\nStop a run cleanly: probe every connection for proof of life, then write the report.',
    )
    .positional('run', {
      type: 'string',
      demandOption: true,
      describe: 'Folder or id of the run',
    })
    .option(...text('reports', { describe: 'Folder that holds the run folders (default reports)' }))
    .option(
      ...flagOn('wait', { describe: 'Wait for the report, print it, and exit as the run does' }),
    )
    .example('$0 stop 2026-11-22T01-00-00Z', 'Exits 130, as after Ctrl-C')
    .example('$0 stop 2026-11-22T01-00-00Z --no-wait', 'Request the stop and return');
}

async function run(args: ArgumentsOf<typeof configure>, system: System): Promise<ExitCode> {
  const folder = findRun(args, system);
  if (folder === undefined) return EXIT.invalid;
  const conversation = await askRun(folder, { ask: 'stop' });
  if (conversation === 'no-socket' || conversation === 'nobody-listens')
    return await showEnd(folder, { system });
  if (typeof conversation === 'string') return explainSilence(folder, conversation, system);
  if (!args.wait) {
    await conversation.replies.next();
    conversation.hangUp();
    system.stdout.write(
      `stopping; soak status ${shortPath(folder, system)} shows when it has ended\n`,
    );
    return EXIT.passed;
  }
  system.stdout.write('stopping: probing every connection, then writing the report\n');
  const followed = await follow(conversation, { system, onReply: () => {} });
  if (followed.kind === 'end') return await showEnd(folder, { system, ...followed });
  if (followed.kind === 'left') return EXIT.passed;
  system.stderr.write('soak: the run ended without a report\n');
  return EXIT.inconclusive;
}
