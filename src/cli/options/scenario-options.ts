import type { Argv } from 'yargs';
import type { LoadOptions } from '../../scenario/load.ts';
import { text, texts, textsAs, wholeNumber } from './options.ts';

/** More than the addresses of a fleet can hold. */
const CONNECTIONS_MAX = 100_000_000;

/** What a command line may change in a scenario, for every verb that reads one. */
export function withScenarioOptions<Args>(yargs: Argv<Args>) {
  return yargs
    .option(
      ...texts('set', {
        describe: 'KEY=VALUE: change a key of the scenario, such as targets.tcp-80.connections=20k',
      }),
    )
    .option(
      ...textsAs('env-var', {
        ...{ alias: 'e', expected: 'NAME=VALUE, such as TOKEN_FILE=/run/token' },
        read: readVariable,
        describe: 'NAME=VALUE: set a variable for ${env:NAME}',
      }),
    )
    .option(...text('hold', { describe: 'Duration of the hold, in place of load.hold' }))
    .option(
      ...wholeNumber('connections', {
        ...{ min: 1, max: CONNECTIONS_MAX, example: 20_000 },
        describe: 'Connections in all, divided among the targets as the scenario divides them',
      }),
    );
}

/** What was given of these. */
export interface ScenarioArguments {
  readonly set?: readonly string[] | undefined;
  readonly 'env-var'?: readonly (readonly [name: string, value: string])[] | undefined;
  readonly hold?: string | undefined;
  readonly connections?: number | undefined;
}

/** The same, as the scenario's loader takes it. */
export function overridesOf(
  { set = [], hold, connections, ...rest }: ScenarioArguments,
  env: LoadOptions['env'],
): Pick<LoadOptions, 'sets' | 'connections' | 'env'> {
  return {
    sets: [
      ...set.map((written) => ({ option: '--set', written })),
      ...(hold === undefined ? [] : [{ option: '--hold', written: `load.hold=${hold}` }]),
    ],
    ...(connections !== undefined && { connections }),
    env: { ...env, ...Object.fromEntries(rest['env-var'] ?? []) },
  };
}

function readVariable(word: string): readonly [name: string, value: string] | undefined {
  const [, name, value] = /^([A-Za-z_]\w*)=(.*)$/s.exec(word) ?? [];
  return name === undefined || value === undefined ? undefined : [name, value];
}
