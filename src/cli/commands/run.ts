import { commandOf } from '../command.ts';
import { configureRun } from '../options/run-options.ts';
import { startRun } from '../running/start-run.ts';

/** `soak run`: the main verb. */
export const command = commandOf({
  configure: configureRun,
  run: (args, system) => startRun(args, { system }),
});
