import type { Argv } from 'yargs';
import { EXIT, type ExitCode } from '../../base/exit-codes.ts';
import { paintFor } from '../../extensions/screen/paint-for.ts';
import { readLimits } from '../../net/machine/limits.ts';
import { planText } from '../../report/plan/plan-text.ts';
import { expectedOf } from '../../run/preflight/machine.ts';
import { type ArgumentsOf, commandOf } from '../command.ts';
import { loadFile } from '../load-file.ts';
import { withScenarioOptions } from '../options/scenario-options.ts';
import type { System } from '../system.ts';

/** `soak plan`: what a run will do, meet and prove. Opens no connection. */
export const command = commandOf({ configure, run });

function configure(yargs: Argv) {
  return withScenarioOptions(
    yargs
      .usage(
        '$0 plan <scenario>\n\nShow the path of each target with its limits, their effect on this run, and what the run will prove. No connection is opened.',
      )
      .positional('scenario', {
        type: 'string',
        demandOption: true,
        describe: 'Scenario file (YAML)',
      }),
  )
    .example('$0 plan scenario.yaml', 'Before a long run')
    .example('$0 plan scenarios/article/lab-corrected.yaml', 'A path read from manifests');
}

async function run(args: ArgumentsOf<typeof configure>, system: System): Promise<ExitCode> {
  const loaded = loadFile(args.scenario, system, args);
  if (loaded === undefined) return EXIT.invalid;
  const { scenario, notes } = loaded;
  const expected = expectedOf(scenario, readLimits());
  system.stdout.write(planText(scenario, { expected, notes, paint: paintFor(system) }));
  return EXIT.passed;
}
