import type { Argv } from 'yargs';
import { EXIT, type ExitCode } from '../../base/exit-codes.ts';
import { type ArgumentsOf, commandOf } from '../command.ts';
import type { System } from '../system.ts';

/** `soak schema`: the schema with which an editor completes and checks a scenario. */
export const command = commandOf({ configure, run });

function configure(yargs: Argv) {
  return yargs
    .usage(
      '$0 schema\n\nPrint the JSON Schema (draft 7) of scenario files, with a description of every key.',
    )
    .example(
      '$0 schema > scenario.schema.json',
      'Then start a scenario with\n# yaml-language-server: $schema=scenario.schema.json',
    );
}

async function run(_args: ArgumentsOf<typeof configure>, system: System): Promise<ExitCode> {
  const { scenarioJsonSchema } = await import('../../scenario/schema/schema.ts');
  system.stdout.write(`${JSON.stringify(scenarioJsonSchema(), null, 2)}\n`);
  return EXIT.passed;
}
