import type { Argv } from 'yargs';
import { METRICS_PORT } from '../../extensions/metrics/extension.ts';
import { WEB_PORT } from '../../extensions/page/extension.ts';
import type { ArgumentsOf } from '../command.ts';
import {
  flag,
  flagOn,
  httpUrl,
  listenAddress,
  positiveNumber,
  text,
  textOrEmpty,
  texts,
  wholeNumber,
} from './options.ts';
import { withScenarioOptions } from './scenario-options.ts';

/** More processes than this on one machine only wait for each other. */
const SHARDS_MAX = 1_024;

/** What `soak run` was asked for. */
export type RunArguments = ArgumentsOf<typeof configureRun>;

/** The options of `soak run`. */
export function configureRun(yargs: Argv) {
  return withExamples(withExtensions(withScenarioOptions(withOwn(yargs))));
}

function withOwn(yargs: Argv) {
  return yargs
    .usage(
      '$0 run <scenario>\n\nOpens the connections of a scenario, holds them, and explains every drop.',
    )
    .positional('scenario', {
      type: 'string',
      demandOption: true,
      describe: 'Scenario file (YAML)',
    })
    .option(
      ...text('reports', { describe: "Folder for the run folders (default: the scenario's)" }),
    )
    .option(
      ...wholeNumber('shards', {
        ...{ min: 1, max: SHARDS_MAX, example: 4 },
        describe: 'Number of processes (default: as many as needed)',
      }),
    )
    .option(
      ...flagOn('preflight', {
        describe: 'Check the machine and try one connection per target before the run',
      }),
    )
    .option(
      ...positiveNumber('max-rate', {
        describe: 'Maximum dials per second, including redials, even if the scenario allows more',
        example: 50,
      }),
    )
    .option(
      ...flag('yes', {
        describe: 'Do not ask for confirmation of more than 10,000 connections to public addresses',
      }),
    )
    .option(
      ...flag('lines', {
        describe: 'One line per minute and per event, as without a terminal',
      }),
    )
    .option(
      ...flag('detach', {
        describe: 'Keep running after this terminal closes; soak attach shows the run',
      }),
    );
}

function withExtensions<Args>(yargs: Argv<Args>) {
  return yargs
    .option(
      ...listenAddress('metrics', {
        describe: `Serve Prometheus metrics (default address 127.0.0.1:${METRICS_PORT})`,
        defaultPort: METRICS_PORT,
      }),
    )
    .option(
      ...listenAddress('web', {
        describe: `Serve a live page (default address 127.0.0.1:${WEB_PORT})`,
        defaultPort: WEB_PORT,
      }),
    )
    .option(
      ...texts('reporter', {
        describe: 'Module with a reporter of your own (docs/api.md); may be repeated',
      }),
    )
    .option(
      ...texts('extension', {
        describe: 'Module with a run extension of your own (docs/api.md); may be repeated',
      }),
    )
    .option(
      ...textOrEmpty('debug', {
        describe: "Trace soak's own decisions to a file (default soak-debug.log)",
      }),
    )
    .option(
      ...httpUrl('pushgateway', {
        describe: 'Push the result to a Prometheus Pushgateway when the run ends (URL)',
        example: 'http://pushgateway:9091',
      }),
    );
}

function withExamples<Args>(yargs: Argv<Args>) {
  return yargs
    .example('$0 run scenarios/quickstart.yaml', 'A complete lab on this machine, in 20 seconds')
    .example('$0 run scenario.yaml --hold 10m --connections 500', 'The same, smaller')
    .example('$0 run scenario.yaml --set targets.wss-443.connections=20k', 'Any key')
    .example('$0 run scenario.yaml --lines', 'Plain lines, for a log')
    .example('$0 run scenario.yaml --detach', 'Keeps running when the SSH session ends')
    .example('$0 run scenario.yaml --metrics :9500', 'curl http://127.0.0.1:9500/metrics')
    .example('$0 run scenario.yaml --web', 'A live page at http://127.0.0.1:7474')
    .example('$0 run scenario.yaml --no-preflight', 'Even if a target does not answer now')
    .example('$0 run scenario.yaml --max-rate 50', 'At most 50 dials per second');
}
