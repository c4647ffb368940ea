import path from 'node:path';
import type { LoadedScenario } from '../../scenario/load.ts';
import type { Arguments, Command } from '../command.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { loadFile } from '../load-file.ts';
import { preflight } from '../preflight.ts';
import { RunSession } from '../run-session.ts';
import type { System } from '../system.ts';
import { version } from '../version.ts';

/** `soak run`: the main job. */
export const command: Command = {
  configure: (yargs) =>
    yargs
      .usage(
        '$0 run <scenario>\n\nOpens the connections of a scenario, holds them, and reports every drop.',
      )
      .positional('scenario', { type: 'string', describe: 'Scenario file (YAML)' })
      .option('reports', {
        type: 'string',
        describe: 'Folder for the run folders, instead of the scenario’s',
      })
      .option('shards', { type: 'number', describe: 'Processes, instead of as many as are needed' })
      .option('preflight', {
        type: 'boolean',
        default: true,
        describe: 'Check the machine, and try one connection of each target, before the rest',
      })
      .option('lines', {
        type: 'boolean',
        describe: 'One line a minute and per event, as without a terminal',
      })
      .example(
        '$0 run scenarios/quickstart.yaml',
        'A lab on this machine, with everything in 20 seconds',
      )
      .example('$0 run scenario.yaml --lines', 'For a log: no live screen')
      .example('$0 run scenario.yaml --no-preflight', 'Even when a target does not answer now'),
  run,
};

async function run(args: Arguments, system: System): Promise<ExitCode> {
  const loaded = loadFile(String(args.scenario), system);
  if (loaded === undefined) return EXIT.invalid;
  const { scenario } = loaded;
  const folder = typeof args.reports === 'string' ? args.reports : scenario.report.folder;
  const adjusted: LoadedScenario = {
    ...loaded,
    scenario: {
      ...scenario,
      report: { ...scenario.report, folder: path.resolve(system.cwd, folder) },
    },
  };
  const session = new RunSession(adjusted, { system, soakVersion: version() });
  try {
    const prepared = await session.prepare();
    if (!prepared) return EXIT.preflight;
    if (args.preflight !== false && !(await preflight(session.scenario, system)))
      return EXIT.preflight;
    return await session.run({
      shards: typeof args.shards === 'number' ? Math.max(1, Math.floor(args.shards)) : undefined,
      live: args.lines !== true && system.stdout.isTTY,
      observers: [],
    });
  } finally {
    await session.close();
  }
}
