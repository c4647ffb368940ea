import type { Argv } from 'yargs';
import { EXIT, type ExitCode } from '../../base/exit-codes.ts';
import { keepsPromises, type Migration } from '../../check/migration/migrate.ts';
import { paintFor } from '../../extensions/screen/paint-for.ts';
import { migrationJson } from '../../report/migration/json.ts';
import { migrationMarkdown } from '../../report/migration/markdown.ts';
import { migrationText, type SetNames } from '../../report/migration/text.ts';
import { type ArgumentsOf, commandOf } from '../command.ts';
import { readMigration } from '../migration-sets.ts';
import { choice, optionalChoice, text, texts } from '../options/options.ts';
import type { System } from '../system.ts';

/** `soak migrate`: what becomes of each promise of the old manifests in the new ones. */
export const command = commandOf({ configure, run });

function configure(yargs: Argv) {
  return yargs
    .usage(
      '$0 migrate <old> [new]\n\nCompare two sets of manifests way by way: which promises to long connections become shorter, longer or unknown.\nExit code: 0 if every promise is kept, 1 if one is shorter, no longer known or gone, 2 if a set cannot be read.',
    )
    .positional('old', {
      type: 'string',
      demandOption: true,
      describe: 'Manifests of today: a file or a folder, or - for standard input',
    })
    .positional('new', { type: 'string', describe: 'Manifests of tomorrow' })
    .option(
      ...texts('shared', {
        describe: 'Manifests that belong to both sets, such as the Services and Deployments',
      }),
    )
    .option(
      ...optionalChoice('cluster', {
        choices: ['old', 'new'],
        describe: 'Read this set from the live cluster; only the other one is named',
      }),
    )
    .option(...text('context', { describe: 'kubectl context (default: the current one)' }))
    .option(...text('namespace', { describe: 'Namespace (default: all)' }))
    .option(
      ...choice('format', {
        choices: FORMATS.map(({ name }) => name),
        default: 'text',
        describe: 'Output format; markdown is for a pull request',
      }),
    )
    .example('$0 migrate ingress/ gateway/ --shared app/', 'Before you merge the change')
    .example('$0 migrate gateway/ --cluster old --context prod', 'Against what is deployed now')
    .example('helm template ./gateway | $0 migrate ingress/ -', 'What a chart renders')
    .example('$0 migrate old/ new/ --format markdown', 'A comment for the pull request');
}

interface Format {
  readonly name: 'text' | 'json' | 'markdown';
  print(migration: Migration, to: { readonly names: SetNames; readonly system: System }): string;
}

const FORMATS: readonly Format[] = [
  {
    name: 'text',
    print: (migration, { names, system }) =>
      migrationText(migration, { names, paint: paintFor(system) }),
  },
  { name: 'json', print: migrationJson },
  { name: 'markdown', print: (migration, { names }) => migrationMarkdown(migration, names) },
];

type MigrateArguments = ArgumentsOf<typeof configure>;

async function run(args: MigrateArguments, system: System): Promise<ExitCode> {
  const names = namesOf(args);
  if (names === undefined)
    return refuse(system, 'name two sets of manifests, or one set and --cluster old or new');
  const migration = await readMigration({ ...args, names }, system);
  if (migration === undefined) return EXIT.invalid;
  const format = FORMATS.find(({ name }) => name === args.format) ?? FORMATS[0]!;
  system.stdout.write(format.print(migration, { names, system }));
  return keepsPromises(migration) ? EXIT.passed : EXIT.failed;
}

/** The two sets as they are called in the output; undefined when one of them is missing, or one too many is named. */
function namesOf({ old, new: fresh, cluster }: MigrateArguments): SetNames | undefined {
  if (cluster === undefined) return fresh === undefined ? undefined : { old, new: fresh };
  if (fresh !== undefined) return undefined;
  return cluster === 'old' ? { old: CLUSTER, new: old } : { old, new: CLUSTER };
}

const CLUSTER = 'the cluster';

function refuse(system: System, message: string): ExitCode {
  system.stderr.write(`soak: ${message}\n`);
  return EXIT.invalid;
}
