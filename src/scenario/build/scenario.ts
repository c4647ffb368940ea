import { formatCount, formatDuration, quoted } from '../../base/units.ts';
import type { Note } from '../../objects/object.ts';
import type { PathReading } from '../../path/reading.ts';
import type { Fault, Load, PlannedEvent, Scenario, Target } from '../scenario.ts';
import type { Decoded } from '../text/decode.ts';
import type { Findings } from '../text/findings.ts';
import type { ManifestText, Surroundings } from '../text/references.ts';
import { readAddress } from './address.ts';
import { buildAllow } from './allow.ts';
import { buildEvents, buildWatchedCluster } from './events.ts';
import { buildFaults } from './faults.ts';
import { buildData, type Sources } from './identity/data.ts';
import { checkKeys, RowDealer } from './identity/each.ts';
import { inLab } from './in-lab.ts';
import { buildLoad, buildSource } from './load.ts';
import { buildManifestPath, type KnownWay } from './manifest-path.ts';
import { buildPath, type PlacedHop } from './path.ts';
import { buildReport } from './report.ts';
import { buildTarget } from './target.ts';
import { buildThresholds } from './thresholds.ts';
import { targetsOfWays } from './ways.ts';

const SEED = 1;
/** Ten intervals: a single refused dial in a slow ramp is not a trend. */
const ABORT_OVER_MS = 10_000;
const ONE_TARGET = 'name one: echo: { tcp: host:port }';
const CONNECTIONS_MAX = 1_000_000;
const NAME = /^[\p{L}\p{N}][\p{L}\p{N} ._+-]{0,63}$/u;

interface Context {
  readonly findings: Findings;
  readonly surroundings: Surroundings;
}

/** A scenario, and the assumptions made to build it. */
interface BuiltScenario {
  readonly scenario: Scenario;
  readonly notes: readonly Note[];
  readonly manifests: readonly ManifestText[];
  readonly sources: Sources;
}

/** A scenario with every default filled in and checked for consistency; problems go to the findings. */
export function buildScenario(decoded: Decoded, context: Context): BuiltScenario {
  const { findings } = context;
  const { sections, hasLab } = decoded;
  const { hops, hopIds, ways, notes, reading, manifests } = pathOf(decoded, context);
  const isImplied = !decoded.hasTargets && ways !== undefined && ways.length > 0;
  const written = isImplied ? targetsOfWays(ways) : decoded.targets;
  const targetNames = isImplied ? written.map(([name]) => name) : decoded.targetNames;
  if (!isImplied) checkNames(decoded, findings);
  else if (written.length === 0) checkDialled(ways, findings);
  const speedUp = speedUpOf(sections.lab);
  const built = hasLab ? hops.map((one) => ({ ...one, hop: inLab(one.hop, speedUp) })) : hops;
  const seed = sections.seed ?? SEED;
  const sources = buildData(sections.data, context);
  const dealer = new RowDealer(sources, findings);
  const shared = { ...context, hops: built, hopIds, ways, hasLab, sources, dealer, seed };
  const targets = written.flatMap(([name, one]): Target[] => {
    const target = buildTarget(name, one, shared);
    return target === undefined ? [] : [target];
  });
  checkTotal(targets, findings);
  if (findings.isEmpty) checkKeys(targets, { sources, seed, findings });
  checkReplaced(targets, { targetNames, findings });
  if (hasLab && targets.length === targetNames.length) checkDialsLab(targets, findings);
  const faults = buildFaults(sections.lab, {
    hopIds,
    hops: hops.map(({ hop }) => hop),
    targetNames,
    findings,
  });
  const load = loadOf(decoded, { targets, findings });
  const watchedCluster = buildWatchedCluster(sections['events-from']);
  const scenario: Scenario = {
    name: sections.name ?? '',
    description: sections.description ?? '',
    seed,
    path: {
      hops: built.map(({ hop }) => hop),
      ...(ways !== undefined && { isRead: true }),
      ...(reading !== undefined && { reading }),
    },
    targets,
    ...(sources.size > 0 && { data: [...sources.values()].map(({ source }) => source) }),
    load,
    source: buildSource(sections.source, findings),
    thresholds: buildThresholds(sections['pass-when'], { targetNames, findings }),
    events: buildEvents(sections.events ?? [], {
      hopIds,
      backend: hops.find(({ hop }) => hop.role === 'backend')?.hop.id,
      findings,
    }),
    ...(watchedCluster !== undefined && { watchedCluster }),
    report: buildReport(sections.report, { name: sections.name ?? '', findings }),
    ...(sections.allow !== undefined && { allow: buildAllow(sections.allow, findings) }),
    ...abortWhenOf(sections['abort-when']),
    ...(hasLab && { lab: { faults, ...(speedUp !== 1 && { speedUp }) } }),
  };
  if (sections.load !== undefined) checkMoments(scenario, faults, findings);
  return { scenario, notes, manifests, sources };
}

function checkDialled(ways: readonly KnownWay[], findings: Findings): void {
  const why = ways[0]?.route.undialled ?? '';
  const message = `No way of these manifests can be dialled as it stands: ${why}`;
  findings.addAtKey(['path'], message, 'targets: { chat: { wss: "wss://HOST/PATH" } }');
}

interface KnownPath {
  readonly hops: readonly PlacedHop[];
  readonly hopIds: readonly string[];
  readonly ways?: readonly KnownWay[];
  readonly notes: readonly Note[];
  readonly reading?: PathReading;
  readonly manifests: readonly ManifestText[];
}

/** The path as written, or as read from the manifests. */
function pathOf(decoded: Decoded, context: Context): KnownPath {
  const { findings } = context;
  if (decoded.manifestPath === undefined) {
    const hops = buildPath(decoded.hops, { ports: portsOf(decoded), findings });
    return { hops, hopIds: decoded.hopIds, notes: [], manifests: [] };
  }
  const read = buildManifestPath(decoded.manifestPath, context);
  return { ...read, hopIds: read.hops.map(({ hop }) => hop.id) };
}

function checkDialsLab(targets: readonly Target[], findings: Findings): void {
  if (targets.length > 0 && !targets.some(isInLab))
    findings.addAtKey(['lab'], 'No target dials the lab', 'such as tcp: lab:80');
}

/** What is replaced is another target. */
function checkReplaced(
  targets: readonly Target[],
  { targetNames, findings }: { targetNames: readonly string[]; findings: Findings },
): void {
  for (const { name, replaces } of targets) {
    if (replaces === undefined) continue;
    const others = targetNames.filter((other) => other !== name);
    const message = `${quoted(name)} cannot replace ${quoted(replaces)}: it is no other target`;
    findings.addUnless(others, ['targets', name, 'replaces'], { name: replaces, message });
  }
}

function speedUpOf(lab: Decoded['sections']['lab']): number {
  return typeof lab === 'object' ? (lab['speed-up'] ?? 1) : 1;
}

function abortWhenOf(written: Decoded['sections']['abort-when']): Pick<Scenario, 'abortWhen'> {
  if (written === undefined) return {};
  return { abortWhen: { refusedShare: written.refused, overMs: written.over ?? ABORT_OVER_MS } };
}

function isInLab({ address }: Target): boolean {
  return address.host === 'lab';
}

function portsOf({ targets }: Decoded): readonly number[] {
  return targets.flatMap(([, written]) => {
    const address = readAddress(written);
    return address.ok ? [address.value.port] : [];
  });
}

function checkNames(
  { targetNames: names, hasTargets, manifestPath }: Decoded,
  findings: Findings,
): void {
  // A path that cannot be read has no ways to make targets of; that is already reported.
  if (!hasTargets && manifestPath !== undefined && !findings.isEmpty) return;
  if (!hasTargets) {
    findings.addAtKey([], 'The scenario needs targets', ONE_TARGET);
  } else if (names.length === 0 && findings.isEmpty)
    findings.addAtKey(['targets'], 'There are no targets', ONE_TARGET);
  for (const name of names) {
    if (NAME.test(name)) continue;
    const message = `Cannot use ${quoted(name)} as the name of a target`;
    const hint = 'at most 64 letters, digits, spaces and . _ + -';
    findings.addAtKey(['targets', name], message, hint);
  }
}

function checkTotal(targets: readonly Target[], findings: Findings): void {
  const total = targets.reduce((sum, { connections }) => sum + connections, 0);
  if (total <= CONNECTIONS_MAX) return;
  const message = `All targets together have ${formatCount(total)} connections`;
  findings.addAtKey(['targets'], message, `at most ${formatCount(CONNECTIONS_MAX)}`);
}

function loadOf(
  { sections }: Decoded,
  { targets, findings }: { readonly targets: readonly Target[]; readonly findings: Findings },
): Load {
  const connections = targets.reduce((sum, target) => sum + target.connections, 0);
  if (sections.load !== undefined) return buildLoad(sections.load, { connections, findings });
  return { stages: [], drainMs: 0, openingMax: 1 };
}

/** Anything planned for after the end never happens. */
function checkMoments(scenario: Scenario, faults: readonly Fault[], findings: Findings): void {
  const endMs = scenario.load.stages.reduce((sum, { durationMs }) => sum + durationMs, 0);
  const late = (moments: readonly (Fault | PlannedEvent)[]) =>
    moments.filter(({ atMs }) => atMs > endMs + scenario.load.drainMs).length;
  const parts = [
    ['faults', late(faults), ['lab', 'faults']],
    ['events', late(scenario.events), ['events']],
  ] as const;
  for (const [what, count, path] of parts) {
    if (count === 0) continue;
    const message = `${count} of the ${what} would happen after the end of the run`;
    findings.addAtKey(path, message, `it ends after ${formatDuration(endMs)}`);
  }
}
