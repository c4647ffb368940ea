import type { Argv } from 'yargs';
import type { ArgumentsOf } from '../command.ts';
import { flag, flagOn, text, textOr, wholeNumberOr } from './options.ts';
import { withScenarioOptions } from './scenario-options.ts';

/** What `soak lab` was asked for; what follows `--` is a command. */
export type LabArguments = ArgumentsOf<typeof configureLab> & {
  readonly '--'?: readonly unknown[];
};

/** The options of `soak lab`. */
export function configureLab(yargs: Argv) {
  return withScenarioOptions(
    yargs
      .usage(
        '$0 lab <scenario>\n\nBuilds the path of a scenario on loopback, with its limits and faults.',
      )
      .positional('scenario', {
        type: 'string',
        demandOption: true,
        describe: 'Scenario file; or down, with --real',
      }),
  )
    .parserConfiguration({ 'populate--': true })
    .option(
      ...flag('real', {
        describe: 'Build it from real nginx, HAProxy and NAT, one network namespace per hop',
      }),
    )
    .option(...flag('all', { describe: 'With --real down: also labs that still run' }))
    .option(
      ...wholeNumberOr('port-offset', {
        ...{ default: 10_000, min: 0, max: 65_535 },
        describe: 'Added to the ports of the targets: 443 becomes 10443',
      }),
    )
    .option(...textOr('host', { default: '127.0.0.1', describe: 'Address to listen on' }))
    .option(...flagOn('faults', { describe: 'Inject the faults of `lab:`' }))
    .option(
      ...text('ca-out', {
        describe: 'File for the CA certificate (default: a temporary one)',
      }),
    )
    .example('$0 lab scenarios/quickstart.yaml', 'Start it, then try your own client')
    .example('$0 lab scenario.yaml --no-faults', 'Limits only, no faults')
    .example('$0 lab --real scenario.yaml', 'The same path from real parts (Linux, root)')
    .example('$0 lab --real scenario.yaml -- soak run scenario.yaml', 'Run a command inside it')
    .example('$0 lab --real down', 'Remove what a killed lab left behind');
}
