import type { Problem, Result } from '../base/problem.ts';
import { failed, ok } from '../base/problem.ts';
import { parseDuration, parseRate } from '../base/units.ts';
import type { HopProblem } from '../path/build.ts';
import type { Path } from '../path/path.ts';
import { buildFaults } from './build-faults.ts';
import { buildPath } from './build-path.ts';
import { buildTarget } from './build-target.ts';
import { buildThresholds } from './build-thresholds.ts';
import type { Load, Scenario, Source, Stage, Target } from './scenario.ts';
import type { Written } from './schema.ts';
import type { SourceText } from './source-text.ts';

const DRAIN_MS = 2_000;
const OPENING_MAX = 256;

/** A scenario that cannot be wrong, from one whose units have been read; or everything that contradicts itself. */
export function buildScenario(written: Written, source: SourceText): Result<Scenario> {
  const at: SourceText['at'] = (path, options) => source.at(path, options);
  const { path, problems: pathProblems } = buildPath(written.path, at);
  const built = Object.entries(written.targets).map(([name, target]) =>
    buildTarget(name, target, { path, hasLab: written.lab !== undefined, at }),
  );
  const targets = built.flatMap(({ target }) => (target === undefined ? [] : [target]));
  const thresholds = buildThresholds(written['pass-when'], { targets, at });
  const faults = buildFaults(written.lab, { path, targets, at });
  const load = buildLoad(written, { targets, at });
  const localSource = buildSource(written, at);
  const found: readonly HopProblem[] = [
    ...pathProblems,
    ...built.flatMap(({ problems }) => problems),
    ...(Object.keys(written.targets).length === 0
      ? [
          {
            at: at(['targets']),
            message: 'There is no target',
            hint: 'name at least one under targets:',
          },
        ]
      : []),
    ...load.problems,
    ...localSource.problems,
    ...thresholds.problems,
    ...faults.problems,
  ];
  if (found.length > 0)
    return failed(inOrder(found.map((one) => source.problem(one.at, one.message, one.hint))));
  return ok({
    name: written.name,
    description: written.description ?? '',
    seed: written.seed ?? 1,
    path: written.lab === undefined ? path : labelledAsLab(path),
    targets,
    load: load.load,
    source: localSource.source,
    thresholds: thresholds.thresholds,
    events: (written.events ?? []).map((event) => ({ atMs: event.at, label: event.label })),
    report: { folder: written.report?.folder ?? 'reports', formats: [] },
    ...(written.lab !== undefined && { lab: { faults: faults.faults } }),
  });
}

/** A lab builds its balancers and NATs as proxies: they end TCP, and drops are explained accordingly. */
function labelledAsLab({ hops }: Path): Path {
  return {
    hops: hops.map((hop) =>
      hop.role === 'load-balancer' || hop.role === 'nat' ? { ...hop, endsTcp: true } : hop,
    ),
  };
}

/** As they stand in the file. */
export function inOrder(problems: readonly Problem[]): readonly Problem[] {
  return [...problems].sort((a, b) => a.at.line - b.at.line || a.at.column - b.at.column);
}

interface Context {
  readonly targets: readonly Target[];
  readonly at: SourceText['at'];
}

function buildLoad(
  written: Written,
  { targets, at }: Context,
): { load: Load; problems: HopProblem[] } {
  const { load } = written;
  const problems: HopProblem[] = [];
  const total = targets.reduce((sum, { connections }) => sum + connections, 0);
  const rampMs = rampOf(load.ramp, total);
  if (rampMs === undefined) {
    const message = `Cannot read the ramp "${load.ramp}"`;
    problems.push({
      at: at(['load', 'ramp']),
      message,
      hint: 'a duration (10m) or a rate (100/s)',
    });
  }
  if (load.stages !== undefined && (load.ramp !== undefined || load.hold !== undefined)) {
    const message = 'Stages say it all: ramp and hold have no place beside them';
    problems.push({
      at: at(['load', 'stages'], { key: true }),
      message,
      hint: 'stages, or ramp and hold',
    });
  }
  if (load.stages === undefined && load.hold === undefined) {
    const message = 'It is not said how long the connections are held';
    problems.push({ at: at(['load'], { key: true }), message, hint: 'hold: 3h' });
  }
  const stages: readonly Stage[] = load.stages?.map(({ over, to }) => ({
    durationMs: over,
    share: to,
  })) ?? [
    { durationMs: rampMs ?? 0, share: 1 },
    { durationMs: load.hold ?? 0, share: 1 },
  ];
  const openingMax = load['max-opening'] ?? OPENING_MAX;
  return { load: { stages, drainMs: load.drain ?? DRAIN_MS, openingMax }, problems };
}

/** Milliseconds, from a duration or from connections per second; undefined when it is neither. */
function rampOf(text: string | undefined, connections: number): number | undefined {
  if (text === undefined) return 0;
  const duration = parseDuration(text);
  if (duration.ok) return duration.value;
  const rate = parseRate(text);
  return rate.ok && rate.value > 0 ? (connections / rate.value) * 1_000 : undefined;
}

function buildSource(
  written: Written,
  at: SourceText['at'],
): { source: Source; problems: HopProblem[] } {
  const { addresses = [], ports } = written.source ?? {};
  if (ports === undefined) return { source: { addresses }, problems: [] };
  const found = /^(\d{1,5})\s*-\s*(\d{1,5})$/.exec(ports);
  const [first, last] = [Number(found?.[1]), Number(found?.[2])];
  if (found === null || first < 1_024 || last > 65_535 || first > last) {
    const message = `Cannot read the ports "${ports}"`;
    const hint = 'from 1024 to 65535, such as 20000-60999';
    return { source: { addresses }, problems: [{ at: at(['source', 'ports']), message, hint }] };
  }
  return { source: { addresses, ports: [first, last] }, problems: [] };
}
