import fs from 'node:fs';
import path from 'node:path';
import type { Argv } from 'yargs';
import { EXIT, type ExitCode } from '../../base/exit-codes.ts';
import { migrationScenario } from '../../report/migration/scenario-text.ts';
import { type ArgumentsOf, commandOf } from '../command.ts';
import { readMigration } from '../migration-sets.ts';
import { flag, text, texts } from '../options/options.ts';
import { STARTER } from '../starter.ts';
import type { System } from '../system.ts';

const FILE = 'scenario.yaml';

/** `soak init`: a scenario to start from. */
export const command = commandOf({ configure, run });

function configure(yargs: Argv) {
  return yargs
    .usage(
      '$0 init [file]\n\nWrite a commented scenario to start from, or one that compares two sets of manifests.',
    )
    .positional('file', { type: 'string', default: FILE, describe: 'File to write' })
    .option(...flag('force', { describe: 'Overwrite the file if it exists' }))
    .option(
      ...text('from', { describe: 'Manifests of today: hold their ways, next to those of --and' }),
    )
    .option(
      ...text('and', { describe: 'Manifests of tomorrow: hold the same number on both at once' }),
    )
    .option(...texts('shared', { describe: 'Manifests that belong to both sets' }))
    .example('$0 init', `Writes ${FILE}`)
    .example('$0 init night.yaml --force', 'Overwrites night.yaml')
    .example(
      '$0 init both.yaml --from ingress/ --and gateway/ --shared app/',
      'Old and new at once',
    );
}

type InitArguments = ArgumentsOf<typeof configure>;

async function run(args: InitArguments, system: System): Promise<ExitCode> {
  const { file: name, force } = args;
  if ((args.from === undefined) !== (args.and === undefined)) {
    system.stderr.write('soak: --from and --and belong together: two sets of manifests\n');
    return EXIT.invalid;
  }
  const scenario = await scenarioOf(args, system);
  if (scenario === undefined) return EXIT.invalid;
  try {
    const flag = force === true ? 'w' : 'wx';
    fs.writeFileSync(path.resolve(system.cwd, name), scenario, { flag });
  } catch (error) {
    system.stderr.write(`soak: ${refusal(name, error)}\n`);
    return EXIT.invalid;
  }
  system.stdout.write(`Wrote ${name}. Fill in your addresses, then: soak run ${name}\n`);
  return EXIT.passed;
}

/** The starter, or a scenario of two sets; undefined if they cannot be compared. */
async function scenarioOf(
  { from, and, shared }: InitArguments,
  system: System,
): Promise<string | undefined> {
  if (from === undefined || and === undefined) return STARTER;
  const names = { old: from, new: and };
  const migration = await readMigration({ names, shared }, system);
  if (migration === undefined) return undefined;
  if (migration.ways.length > 0) return migrationScenario(migration, names);
  system.stderr.write(`soak: no way of ${and} replaces one of ${from}: soak migrate shows them\n`);
  return undefined;
}

function refusal(name: string, error: unknown): string {
  const { code } = error as NodeJS.ErrnoException;
  if (code === 'EEXIST')
    return `${name} already exists: name another file, or overwrite it with --force`;
  return `Cannot write ${name} (${code})`;
}
