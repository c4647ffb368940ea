import path from 'node:path';
import { EXIT, type ExitCode } from '../base/exit-codes.ts';
import type { StopReason } from '../engine/shard.ts';
import { openClusterWatch } from '../extensions/kubernetes/extension.ts';
import { screenExtension } from '../extensions/screen/extension.ts';
import { openControl } from '../run/control/control-server.ts';
import type { OpenExtension } from '../run/extension.ts';
import { loadExtensions, loadReporters, UnusableModule } from '../run/load/own-module.ts';
import { preflight } from '../run/preflight/preflight.ts';
import { type RunOutcome, RunSession } from '../run/session/run-session.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { printFinal } from './commands/report.ts';
import { confirmLoad } from './confirm-load.ts';
import { runDetached } from './detach.ts';
import { shortPath } from './find-run.ts';
import { loadFile } from './load-file.ts';
import { printPreflight, problemsLine } from './print-checks.ts';
import { extensionsFor } from './run-extensions.ts';
import type { RunArguments } from './run-options.ts';
import { ignoreHangup, type System } from './system.ts';
import { version } from './version.ts';

interface StartOptions {
  readonly system: System;
  /** Extensions besides those that options ask for. */
  readonly alsoOpen?: readonly OpenExtension[];
}

/** `soak run` with its options, to its end; or until it runs by itself, with `--detach`. */
export async function startRun(
  args: RunArguments,
  { system, alsoOpen = [] }: StartOptions,
): Promise<ExitCode> {
  const file = args.scenario;
  const loaded = loadFile(file, system);
  if (loaded === undefined) return EXIT.invalid;
  const scenario = slowedTo(args['max-rate'], loaded.scenario);
  if (args.yes !== true && !(await confirmLoad(scenario, { system }))) return EXIT.invalid;
  const reports = path.resolve(system.cwd, args.reports ?? scenario.report.folder);
  const own = await loadOwn(args, scenario, system);
  if (own === undefined) return EXIT.invalid;
  if (args.detach === true) return await runDetached(args, { reports, system });
  const live = args.lines !== true && system.stdout.isTTY;
  const heed = ignoreHangup();
  const session = new RunSession({
    ...{ loaded: { ...loaded, scenario }, host: system, soakVersion: version(), reports },
    shards: args.shards,
    reporters: own.reporters,
    extensions: [
      ...[screenExtension({ live }), openControl, openClusterWatch],
      ...extensionsFor(args, scenario),
      ...own.extensions,
      ...alsoOpen,
    ],
    onStopRequest: (listener) => listenForStop(listener, system),
    onReported: (view, folder) =>
      printFinal(view, { folder: shortPath(folder.path, system), system }),
  });
  try {
    const why = await session.prepare();
    if (why !== undefined) return exitCodeOf({ kind: 'not-started', why }, system);
    if (args.preflight) {
      const nowMs = system.wallMs();
      const checks = preflight(session.scenario, { loaded, file, reports, nowMs });
      if (!isReady(await printPreflight(checks, system), system)) return EXIT.preflight;
    }
    return exitCodeOf(await session.run(), system);
  } finally {
    await session.close();
    heed();
  }
}

/** Reporters and extensions of the user's own; one that cannot be used is printed. */
async function loadOwn(
  { scenario: file, reporter = [], extension = [] }: RunArguments,
  { report }: Scenario,
  { cwd, stderr }: System,
) {
  const folder = path.dirname(path.resolve(cwd, file));
  try {
    return {
      reporters: [
        ...(await loadReporters(report.reporters ?? [], folder)),
        ...(await loadReporters(reporter, cwd)),
      ],
      extensions: await loadExtensions(extension, cwd),
    };
  } catch (error) {
    if (!(error instanceof UnusableModule)) throw error;
    stderr.write(`soak: ${error.message}\n`);
    return undefined;
  }
}

function isReady(problems: number, { stdout }: System): boolean {
  if (problems > 0)
    stdout.write(`${problemsLine(problems)}not started (--no-preflight starts it anyway)\n`);
  else stdout.write('\n');
  return problems === 0;
}

/** Ctrl-C and SIGTERM; a closed terminal does not end a soak. */
function listenForStop(listener: (reason: StopReason) => void, system: System): () => void {
  return system.onSignal((signal) => {
    if (signal !== 'SIGHUP') listener(signal === 'SIGINT' ? 'interrupted' : 'terminated');
  });
}

function exitCodeOf(outcome: RunOutcome, { stderr }: System): ExitCode {
  if (outcome.kind === 'ended') return outcome.exitCode;
  stderr.write(`soak: ${outcome.why}\n`);
  return outcome.kind === 'not-started' ? EXIT.preflight : EXIT.inconclusive;
}

/** The scenario with this limit on dials per second. */
function slowedTo(maxRate: number | undefined, scenario: Scenario): Scenario {
  if (maxRate === undefined) return scenario;
  const { load } = scenario;
  const dialsPerSecondMax = Math.min(maxRate, load.dialsPerSecondMax ?? Infinity);
  return { ...scenario, load: { ...load, dialsPerSecondMax } };
}
