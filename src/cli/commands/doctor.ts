import path from 'node:path';
import type { Argv } from 'yargs';
import { EXIT, type ExitCode } from '../../base/exit-codes.ts';
import { preflight } from '../../run/preflight/preflight.ts';
import { RunSession } from '../../run/session/run-session.ts';
import { type ArgumentsOf, commandOf } from '../command.ts';
import { loadFile } from '../load-file.ts';
import { withScenarioOptions } from '../options/scenario-options.ts';
import { printPreflight, problemsLine } from '../print-checks.ts';
import type { System } from '../system.ts';
import { version } from '../version.ts';

/** `soak doctor`: the preflight of `soak run`, and nothing else. */
export const command = commandOf({ configure, run });

function configure(yargs: Argv) {
  return withScenarioOptions(
    yargs
      .usage(
        '$0 doctor <scenario>\n\nCheck that this machine and this path can take the run: open files, ports, memory, DNS and certificates, and one connection per target. soak run makes the same checks before it starts.',
      )
      .positional('scenario', {
        type: 'string',
        demandOption: true,
        describe: 'Scenario file (YAML)',
      }),
  ).example('$0 doctor scenario.yaml', 'Exit code 3 if a run would not start');
}

async function run(args: ArgumentsOf<typeof configure>, system: System): Promise<ExitCode> {
  const file = args.scenario;
  const loaded = loadFile(file, system, args);
  if (loaded === undefined) return EXIT.invalid;
  const reports = path.resolve(system.cwd, loaded.scenario.report.folder);
  const session = new RunSession({ loaded, host: system, soakVersion: version(), reports });
  try {
    const why = await session.prepare();
    if (why !== undefined) {
      system.stderr.write(`soak: ${why}\n`);
      return EXIT.preflight;
    }
    const nowMs = system.wallMs();
    const checks = preflight(session.scenario, { loaded, file, reports, nowMs });
    const problems = await printPreflight(checks, system);
    const verdict = problems === 0 ? '\n  ready' : `${problemsLine(problems)}not ready`;
    system.stdout.write(`${verdict}\n`);
    return problems === 0 ? EXIT.passed : EXIT.preflight;
  } finally {
    await session.close();
  }
}
