import type { Argv } from 'yargs';
import type { ExitCode } from '../base/exit-codes.ts';
import type { System } from './system.ts';

/**
 * One verb of `soak`. `commands/<name>.ts` exports it as `command`; `verbs.ts` lists its name and summary, so
 * that `soak --help` loads none of them.
 */
export interface Command {
  /** Options and examples of this verb. */
  configure(yargs: Argv): Argv<unknown>;
  /** Runs the verb. Mistakes of the user are printed here; a bug is thrown. */
  run(args: object, system: System): Promise<ExitCode>;
}

/** What yargs infers from the options of a verb. */
export type ArgumentsOf<Configure extends (yargs: Argv) => unknown> =
  ReturnType<Configure> extends Argv<infer Args> ? Readonly<Args> : never;

/** A verb whose arguments have the types that its own options give them. */
export function commandOf<Args extends object>(parts: {
  configure(yargs: Argv): Argv<Args>;
  run(args: Args, system: System): Promise<ExitCode>;
}): Command {
  return parts;
}
