import fs from 'node:fs';
import path from 'node:path';
import type { Argv } from 'yargs';
import { EXIT, type ExitCode } from '../../base/exit-codes.ts';
import { type ArgumentsOf, commandOf } from '../command.ts';
import { flag } from '../options/options.ts';
import { STARTER } from '../starter.ts';
import type { System } from '../system.ts';

const FILE = 'scenario.yaml';

/** `soak init`: a scenario to start from. */
export const command = commandOf({ configure, run });

function configure(yargs: Argv) {
  return yargs
    .usage('$0 init [file]\n\nWrite a commented scenario to start from.')
    .positional('file', { type: 'string', default: FILE, describe: 'File to write' })
    .option(...flag('force', { describe: 'Overwrite the file if it exists' }))
    .example('$0 init', `Writes ${FILE}`)
    .example('$0 init night.yaml --force', 'Overwrites night.yaml');
}

async function run(
  { file: name, force }: ArgumentsOf<typeof configure>,
  system: System,
): Promise<ExitCode> {
  try {
    const flag = force === true ? 'w' : 'wx';
    fs.writeFileSync(path.resolve(system.cwd, name), STARTER, { flag });
  } catch (error) {
    system.stderr.write(`soak: ${refusal(name, error)}\n`);
    return EXIT.invalid;
  }
  system.stdout.write(`Wrote ${name}. Fill in your addresses, then: soak run ${name}\n`);
  return EXIT.passed;
}

function refusal(name: string, error: unknown): string {
  const { code } = error as NodeJS.ErrnoException;
  if (code === 'EEXIST')
    return `${name} already exists: name another file, or overwrite it with --force`;
  return `Cannot write ${name} (${code})`;
}
