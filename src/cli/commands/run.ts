import path from 'node:path';
import type { LoadedScenario } from '../../scenario/load.ts';
import type { Scenario } from '../../scenario/scenario.ts';
import type { Arguments, Command } from '../command.ts';
import { confirmLoad } from '../confirm-load.ts';
import { openControl } from '../control/control-server.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { loadFile } from '../load-file.ts';
import { preflight, problemsLine } from '../preflight.ts';
import { observersFor } from '../run-observers.ts';
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
      .option('max-rate', {
        type: 'number',
        describe: 'Dials per second at most, redials included; also when the scenario allows more',
      })
      .option('yes', {
        type: 'boolean',
        describe:
          'Do not ask before more than 10,000 connections to addresses that are not private',
      })
      .option('lines', {
        type: 'boolean',
        describe: 'One line a minute and per event, as without a terminal',
      })
      .option('metrics', {
        type: 'string',
        describe: 'Serve Prometheus metrics, on 127.0.0.1:9464 unless another address is written',
      })
      .option('web', {
        type: 'string',
        describe: 'Serve a live page, on 127.0.0.1:7474 unless another address is written',
      })
      .option('pushgateway', {
        type: 'string',
        describe: 'Put the result there at the end (URL; more of it under report: in the scenario)',
      })
      .example(
        '$0 run scenarios/quickstart.yaml',
        'A lab on this machine, with everything in 20 seconds',
      )
      .example('$0 run scenario.yaml --lines', 'For a log: no live screen')
      .example('$0 run scenario.yaml --metrics :9500', 'curl http://127.0.0.1:9500/metrics')
      .example('$0 run scenario.yaml --web', 'A page at http://127.0.0.1:7474 that moves')
      .example('$0 run scenario.yaml --no-preflight', 'Even when a target does not answer now')
      .example('$0 run scenario.yaml --max-rate 50', 'Gently: 50 dials a second, whatever happens'),
  run,
};

async function run(args: Arguments, system: System): Promise<ExitCode> {
  const file = String(args.scenario);
  const loaded = loadFile(file, system);
  if (loaded === undefined) return EXIT.invalid;
  const observers = observersFor(args, loaded.scenario, system);
  if (observers === undefined) return EXIT.invalid;
  const maxRate = args['max-rate'];
  if (maxRate !== undefined && !(Number(maxRate) > 0)) {
    system.stderr.write(`soak: --max-rate is ${maxRate}; it is a number of dials per second\n`);
    return EXIT.invalid;
  }
  const scenario = slowedTo(maxRate, loaded.scenario);
  if (args.yes !== true && !(await confirmLoad(scenario, { system }))) return EXIT.invalid;
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
    if (args.preflight !== false && !(await isReady(session.scenario, { loaded, file, system })))
      return EXIT.preflight;
    return await session.run({
      shards: typeof args.shards === 'number' ? Math.max(1, Math.floor(args.shards)) : undefined,
      live: args.lines !== true && system.stdout.isTTY,
      observers: [openControl, ...observers],
    });
  } finally {
    await session.close();
  }
}

async function isReady(...[scenario, options]: Parameters<typeof preflight>): Promise<boolean> {
  const problems = await preflight(scenario, options);
  const { stdout } = options.system;
  if (problems > 0)
    stdout.write(`${problemsLine(problems)}not started (--no-preflight starts all the same)\n`);
  else stdout.write('\n');
  return problems === 0;
}

/** The scenario with at most so many dials per second. */
function slowedTo(maxRate: unknown, scenario: Scenario): Scenario {
  if (maxRate === undefined) return scenario;
  const { load } = scenario;
  const dialsPerSecondMax = Math.min(Number(maxRate), load.dialsPerSecondMax ?? Infinity);
  return { ...scenario, load: { ...load, dialsPerSecondMax } };
}
