import type { Argv } from 'yargs';
import { EXIT, type ExitCode } from '../base/exit-codes.ts';
import { topHelp } from './help.ts';
import { UsageError } from './options/usage-error.ts';
import type { System } from './system.ts';
import { VERBS, type Verb } from './verbs.ts';
import { version } from './version.ts';

/** Runs the verb that the arguments name, and returns its exit code. */
export async function main(system: System): Promise<ExitCode> {
  const [first] = system.argv;
  if (system.argv.length <= 1 && (first === undefined || first === '--help' || first === '-h')) {
    system.stdout.write(topHelp());
    return first === undefined ? EXIT.invalid : EXIT.passed;
  }
  if (system.argv.length === 1 && first === '--version') {
    system.stdout.write(`${version()}\n`);
    return EXIT.passed;
  }
  return await runVerb(system);
}

async function runVerb(system: System): Promise<ExitCode> {
  const { default: yargs } = await import('yargs');
  const { mistakesIn } = await import('./options/options.ts');
  const { usageWords } = await import('./options/usage-words.ts');
  let code: ExitCode = EXIT.passed;
  const parser = yargs([...system.argv])
    .scriptName('soak')
    .usage('$0 <command>\n\nHolds long-lived TCP and WSS connections and explains every drop.')
    .version(version())
    .completion('completion', 'Print a completion script for bash or zsh')
    .wrap(Math.min(100, system.stdout.columns))
    .demandCommand(1, 'missing command (see soak --help)')
    .recommendCommands()
    .strict()
    .exitProcess(false)
    .fail((message, error, usage) => {
      // Its type says otherwise: what yargs hands over here describes the options.
      const { getDescriptions } = usage as unknown as { getDescriptions(): object };
      const options = Object.keys(getDescriptions());
      throw error ?? new UsageError(usageWords(message, { argv: system.argv, options }));
    });
  for (const verb of VERBS) {
    addVerb(parser, verb, async (args) => {
      const mistakes = mistakesIn(args);
      for (const { message } of mistakes) system.stderr.write(`soak: ${message}\n`);
      code = mistakes.length > 0 ? EXIT.invalid : await (await verb.load()).run(args, system);
    });
  }
  try {
    await parser.parseAsync();
    return code;
  } catch (error) {
    // yargs throws its own error type for some usage errors.
    const isUsage = (error as Error).name === 'YError';
    const words = () => usageWords((error as Error).message, { argv: system.argv, options: [] });
    return explain(isUsage ? new UsageError(words()) : error, system);
  }
}

function addVerb(parser: Argv, verb: Verb, handler: (args: object) => Promise<void>): void {
  parser.command({
    command: verb.usage,
    describe: verb.summary,
    builder: async (verbParser) => (await verb.load()).configure(verbParser),
    handler,
  });
}

function explain(error: unknown, system: System): ExitCode {
  if (error instanceof UsageError) {
    system.stderr.write(`soak: ${error.message}\n`);
    return EXIT.invalid;
  }
  const { stack } = error as Error;
  system.stderr.write(`soak: this is a bug in soak itself, please report it\n${stack ?? error}\n`);
  return EXIT.bug;
}
