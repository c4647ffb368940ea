import type { Argv } from 'yargs';
import type { ExitCode } from '../base/exit-codes.ts';
import type { System } from './system.ts';

/**
 * One verb of `soak`. `commands/<name>.ts` exports it as `command`; `verbs.ts` lists name and summary, so
 * that `soak --help` loads none of them.
 */
export interface Command {
  /** Options and examples of this verb. */
  configure(yargs: Argv): Argv;
  /** Runs the verb. Mistakes of the user are printed here; a bug is thrown. */
  run(args: Arguments, system: System): Promise<ExitCode>;
}

/** What yargs parsed: options and positionals by name. Each command checks its own. */
export type Arguments = Readonly<Record<string, unknown>>;
