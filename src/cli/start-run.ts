import path from 'node:path';
import { openClusterWatch } from '../extensions/kubernetes/extension.ts';
import { openCauses } from '../extensions/screen/causes.ts';
import { openControl } from '../run/control/control-server.ts';
import type { OpenExtension } from '../run/extension.ts';
import type { Scenario } from '../scenario/scenario.ts';
import type { Arguments } from './command.ts';
import { confirmLoad } from './confirm-load.ts';
import { runDetached } from './detach.ts';
import { EXIT, type ExitCode } from './exit-codes.ts';
import { loadFile } from './load-file.ts';
import { preflight, problemsLine } from './preflight.ts';
import { extensionsFor } from './run-extensions.ts';
import { RunSession } from './run-session.ts';
import { ignoreHangup, type System } from './system.ts';
import { version } from './version.ts';

interface StartOptions {
  readonly system: System;
  /** Extensions beside those that options ask for. */
  readonly alsoOpen?: readonly OpenExtension[];
}

/** `soak run` with its options, to its end; or until it goes on by itself, with `--detach`. */
export async function startRun(
  args: Arguments,
  { system, alsoOpen = [] }: StartOptions,
): Promise<ExitCode> {
  const file = String(args.scenario);
  const loaded = loadFile(file, system);
  if (loaded === undefined) return EXIT.invalid;
  const extensions = extensionsFor(args, loaded.scenario, system);
  if (extensions === undefined) return EXIT.invalid;
  const maxRate = args['max-rate'];
  if (maxRate !== undefined && !(Number(maxRate) > 0)) {
    system.stderr.write(`soak: --max-rate is ${maxRate}; it is a number of dials per second\n`);
    return EXIT.invalid;
  }
  const scenario = slowedTo(maxRate, loaded.scenario);
  if (args.yes !== true && !(await confirmLoad(scenario, { system }))) return EXIT.invalid;
  const named = typeof args.reports === 'string' ? args.reports : scenario.report.folder;
  const folder = path.resolve(system.cwd, named);
  if (args.detach === true) return await runDetached(args, { reports: folder, system });
  const adjusted = { ...loaded, scenario: { ...scenario, report: { ...scenario.report, folder } } };
  const heed = ignoreHangup();
  const session = new RunSession(adjusted, { system, soakVersion: version() });
  try {
    const prepared = await session.prepare();
    if (!prepared) return EXIT.preflight;
    if (args.preflight !== false && !(await isReady(session.scenario, { loaded, file, system })))
      return EXIT.preflight;
    return await session.run({
      shards: typeof args.shards === 'number' ? Math.max(1, Math.floor(args.shards)) : undefined,
      live: args.lines !== true && system.stdout.isTTY,
      extensions: [openControl, openCauses, openClusterWatch, ...extensions, ...alsoOpen],
    });
  } finally {
    await session.close();
    heed();
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
