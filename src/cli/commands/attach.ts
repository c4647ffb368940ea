import type { Argv } from 'yargs';
import { EXIT, type ExitCode } from '../../base/exit-codes.ts';
import { Display } from '../../extensions/screen/display.ts';
import { askRun } from '../../run/control/ask-run.ts';
import type { ControlReply, RunStatus } from '../../run/control/protocol.ts';
import { viewOf } from '../../run/control/run-status.ts';
import { type ArgumentsOf, commandOf } from '../command.ts';
import { flag, text } from '../options/options.ts';
import { findRun, shortPath } from '../running/find-run.ts';
import { explainSilence, follow, showEnd } from '../running/follow-run.ts';
import type { System } from '../system.ts';

/** `soak attach`: the live screen of a run that was started in another terminal or detached. */
export const command = commandOf({ configure, run });

function configure(yargs: Argv) {
  return yargs
    .usage(
      '$0 attach <run>\n\nShow the live screen of a run until it ends. After Ctrl-C the run continues.',
    )
    .positional('run', {
      type: 'string',
      demandOption: true,
      describe: 'Folder or id of the run',
    })
    .option(...text('reports', { describe: 'Folder that holds the run folders (default reports)' }))
    .option(
      ...flag('lines', { describe: 'One line per minute and per event, as without a terminal' }),
    )
    .example('$0 attach 2026-11-22T01-00-00Z', 'Live screen, then the final report')
    .example('$0 attach 2026-11-22T01-00-00Z --lines', 'Plain lines, for a log');
}

async function run(args: ArgumentsOf<typeof configure>, system: System): Promise<ExitCode> {
  const folder = findRun(args, system);
  if (folder === undefined) return EXIT.invalid;
  const conversation = await askRun(folder, { ask: 'watch' });
  if (conversation === 'no-socket' || conversation === 'nobody-listens')
    return await showEnd(folder, { system });
  if (typeof conversation === 'string') return explainSilence(folder, conversation, system);
  const live = args.lines !== true && system.stdout.isTTY;
  const screen = new AttachedScreen(folder, { system, live });
  const followed = await follow(conversation, { system, onReply: (reply) => screen.take(reply) });
  screen.close();
  if (followed.kind === 'end') return await showEnd(folder, { system, ...followed });
  const short = shortPath(folder, system);
  if (followed.kind === 'left') {
    system.stdout.write(`\nThe run continues. To return: soak attach ${short}\n`);
    return EXIT.passed;
  }
  system.stderr.write(
    `soak: the run ended without a report; write it with: soak report ${short} --write\n`,
  );
  return EXIT.inconclusive;
}

/** A display fed from the control socket. */
class AttachedScreen {
  readonly #folder: string;
  readonly #options: { readonly system: System; readonly live: boolean };
  #view: object = {};
  #display: Display | undefined;

  constructor(folder: string, options: { system: System; live: boolean }) {
    this.#folder = folder;
    this.#options = options;
  }

  take(reply: ControlReply): void {
    if (reply.tell === 'note') this.#display?.add(reply.note);
    if (reply.tell !== 'status') return;
    if (this.#display === undefined) this.#begin(reply.status);
    Object.assign(this.#view, viewOf(reply.status));
    this.#display?.add({ type: 'interval', atMs: reply.status.atMs });
  }

  close(): void {
    this.#display?.close();
  }

  #begin(status: RunStatus): void {
    const view = viewOf(status);
    this.#view = view;
    const { run, startedAtMs, soakVersion } = status;
    const folder = { id: run, path: this.#folder };
    const onInterrupt = 'detach: the run keeps running';
    const { system: host, live } = this.#options;
    const shown = { host, live, startedAtMs, soakVersion, folder, onInterrupt };
    this.#display = new Display(view, shown);
  }
}
