import type { Command } from '../command.ts';
import { startRun } from '../start-run.ts';

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
      .option('detach', {
        type: 'boolean',
        describe: 'Go on without this terminal once it has started; soak attach shows it',
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
      .example('$0 run scenario.yaml --detach', 'Goes on when the SSH session dies')
      .example('$0 run scenario.yaml --metrics :9500', 'curl http://127.0.0.1:9500/metrics')
      .example('$0 run scenario.yaml --web', 'A page at http://127.0.0.1:7474 that moves')
      .example('$0 run scenario.yaml --no-preflight', 'Even when a target does not answer now')
      .example('$0 run scenario.yaml --max-rate 50', 'Gently: 50 dials a second, whatever happens'),
  run: (args, system) => startRun(args, { system }),
};
