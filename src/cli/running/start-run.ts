import path from 'node:path';
import { EXIT, type ExitCode } from '../../base/exit-codes.ts';
import type { StopReason } from '../../engine/shard.ts';
import { openClusterWatch } from '../../extensions/kubernetes/extension.ts';
import { screenExtension } from '../../extensions/screen/extension.ts';
import { openControl } from '../../run/control/control-server.ts';
import type { OpenExtension } from '../../run/extension.ts';
import { loadExtensions, loadReporters, UnusableModule } from '../../run/load/own-module.ts';
import type { Check } from '../../run/preflight/machine.ts';
import { preflight } from '../../run/preflight/preflight.ts';
import { type RunOutcome, RunSession } from '../../run/session/run-session.ts';
import { NO_TRACE, type Trace, TraceFile } from '../../run/trace.ts';
import type { LoadedScenario } from '../../scenario/load.ts';
import type { Scenario } from '../../scenario/scenario.ts';
import { echoRedactor } from '../../scenario/text/redact.ts';
import { printFinal } from '../commands/report.ts';
import { loadFile } from '../load-file.ts';
import type { RunArguments } from '../options/run-options.ts';
import { printPreflight, problemsLine } from '../print-checks.ts';
import { ignoreHangup, type System } from '../system.ts';
import { version } from '../version.ts';
import { confirmLoad } from './confirm-load.ts';
import { runDetached } from './detach.ts';
import { shortPath } from './find-run.ts';
import { extensionsFor } from './run-extensions.ts';

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
  const loaded = loadFile(file, system, args);
  if (loaded === undefined) return EXIT.invalid;
  const scenario = slowedTo(args['max-rate'], loaded.scenario);
  if (args.yes !== true && !(await confirmLoad(scenario, { system }))) return EXIT.invalid;
  const reports = path.resolve(system.cwd, args.reports ?? scenario.report.folder);
  const own = await loadOwn(args, scenario, system);
  if (own === undefined) return EXIT.invalid;
  if (args.detach === true) return await runDetached(args, { reports, system });
  const traced = openTrace(args.debug, loaded, system);
  if (traced === 'unwritable') return EXIT.invalid;
  const trace = traced?.trace ?? NO_TRACE;
  trace('scenario', () => describeScenario(file, scenario));
  trace('path', () => JSON.stringify(scenario.path));
  const heed = ignoreHangup();
  const session = new RunSession({
    ...{ loaded: { ...loaded, scenario }, host: system, soakVersion: version(), reports, trace },
    ...{ shards: args.shards, reporters: own.reporters },
    extensions: [
      screenExtension({ live: args.lines !== true && system.stdout.isTTY }),
      ...[openControl, openClusterWatch],
      ...extensionsFor(args, scenario),
      ...own.extensions,
      ...alsoOpen,
    ],
    onStopRequest: (listener) => listenForStop(listener, system),
    onReported: (view, folder) =>
      printFinal(view, { folder: shortPath(folder.path, system), system }),
  });
  try {
    return await runSession(session, { args, loaded, reports, trace, system });
  } finally {
    await session.close();
    heed();
    traced?.close();
  }
}

interface Running {
  readonly args: RunArguments;
  readonly loaded: LoadedScenario;
  readonly reports: string;
  readonly trace: Trace;
  readonly system: System;
}

async function runSession(session: RunSession, running: Running): Promise<ExitCode> {
  const { args, loaded, reports, trace, system } = running;
  const why = await session.prepare();
  if (why !== undefined) return exitCodeOf({ kind: 'not-started', why }, system);
  if (args.preflight) {
    const nowMs = system.wallMs();
    const options = { loaded, file: args.scenario, reports, nowMs };
    const checks = traceChecks(preflight(session.scenario, options), trace);
    if (!isReady(await printPreflight(checks, system), system)) return EXIT.preflight;
  }
  return exitCodeOf(await session.run(), system);
}

const DEBUG_FILE = 'soak-debug.log';

/** The file of `--debug`; undefined without it, and a file that cannot be written is printed. */
function openTrace(
  named: string | undefined,
  { secrets }: LoadedScenario,
  system: System,
): TraceFile | 'unwritable' | undefined {
  if (named === undefined) return undefined;
  const file = path.resolve(system.cwd, named || DEBUG_FILE);
  try {
    return new TraceFile(file, { nowMs: () => system.wallMs(), mask: echoRedactor(secrets) });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    system.stderr.write(`soak: Cannot write the trace to ${file} (${code})\n`);
    return 'unwritable';
  }
}

function describeScenario(file: string, { name, targets, load }: Scenario): string {
  const size = targets.map((target) => `${target.connections} × ${target.name}`).join(', ');
  return `${file}: ${name}, ${size}, load ${JSON.stringify(load)}`;
}

async function* traceChecks(
  groups: AsyncIterable<readonly Check[]>,
  trace: Trace,
): AsyncGenerator<readonly Check[]> {
  for await (const checks of groups) {
    for (const { name, state, found } of checks)
      trace('preflight', () => `${state} ${name}: ${found}`);
    yield checks;
  }
}

/** Reporters and extensions of the user's own; one that cannot be used is printed. */
async function loadOwn(
  { scenario: file, reporter = [], extension = [] }: RunArguments,
  { report }: Scenario,
  { cwd, stderr }: System,
) {
  const folder = path.dirname(path.resolve(cwd, file));
  const named = (report.reporters ?? []).map((one) =>
    path.relative(cwd, path.resolve(folder, one)),
  );
  try {
    return {
      reporters: await loadReporters([...named, ...reporter], cwd),
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
