import { commandOf } from '../command.ts';
import { configureRun } from '../run-options.ts';
import { startRun } from '../start-run.ts';

/** `soak run`: the main verb. */
export const command = commandOf({
  configure: configureRun,
  run: (args, system) => startRun(args, { system }),
});
