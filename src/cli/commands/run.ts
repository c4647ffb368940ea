import type { Command } from '../command.ts';
import { startRun } from '../start-run.ts';

/** `soak run`: the main verb. */
export const command: Command = {
  configure: (yargs) =>
    yargs
      .usage(
        '$0 run <scenario>\n\nOpens the connections of a scenario, holds them, and explains every drop.',
      )
      .positional('scenario', { type: 'string', describe: 'Scenario file (YAML)' })
      .option('reports', {
        type: 'string',
        describe: 'Folder for the run folders (default: the scenario’s)',
      })
      .option('shards', {
        type: 'number',
        describe: 'Number of processes (default: as many as needed)',
      })
      .option('preflight', {
        type: 'boolean',
        default: true,
        describe: 'Check the machine and try one connection per target before the run',
      })
      .option('max-rate', {
        type: 'number',
        describe: 'Maximum dials per second, including redials, even if the scenario allows more',
      })
      .option('yes', {
        type: 'boolean',
        describe: 'Do not ask for confirmation of more than 10,000 connections to public addresses',
      })
      .option('lines', {
        type: 'boolean',
        describe: 'One line per minute and per event, as without a terminal',
      })
      .option('detach', {
        type: 'boolean',
        describe: 'Keep running after this terminal closes; soak attach shows the run',
      })
      .option('metrics', {
        type: 'string',
        describe: 'Serve Prometheus metrics (default address 127.0.0.1:9464)',
      })
      .option('web', {
        type: 'string',
        describe: 'Serve a live page (default address 127.0.0.1:7474)',
      })
      .option('pushgateway', {
        type: 'string',
        describe:
          'Push the result to this URL at the end (more options under report: in the scenario)',
      })
      .example('$0 run scenarios/quickstart.yaml', 'A complete lab on this machine, in 20 seconds')
      .example('$0 run scenario.yaml --lines', 'Plain lines, for a log')
      .example('$0 run scenario.yaml --detach', 'Keeps running when the SSH session ends')
      .example('$0 run scenario.yaml --metrics :9500', 'curl http://127.0.0.1:9500/metrics')
      .example('$0 run scenario.yaml --web', 'A live page at http://127.0.0.1:7474')
      .example('$0 run scenario.yaml --no-preflight', 'Even if a target does not answer now')
      .example('$0 run scenario.yaml --max-rate 50', 'At most 50 dials per second'),
  run: (args, system) => startRun(args, { system }),
};
