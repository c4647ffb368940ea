import { isOwnDoing } from '../../explain/cause.ts';
import { knownOf } from '../../scenario/figures/target-figures.ts';
import type { Scenario, Target } from '../../scenario/scenario.ts';
import type { Histogram } from '../../stats/histogram.ts';
import { meanAtMost } from '../../stats/poisson.ts';
import { shareAtMost } from '../../stats/proportion.ts';
import { eventSummaries } from '../events/event-summary.ts';
import { formatCount, formatShare, rateUnit } from '../figures.ts';
import type { RunFold } from '../fold.ts';
import { refusalFacts } from '../refusals/refusal-facts.ts';
import { backendSpreads } from '../shares/backend-spread.ts';
import { checkThreshold } from '../thresholds/threshold-check.ts';
import { numbersFor } from '../thresholds/threshold-numbers.ts';
import { judge } from '../thresholds/verdict.ts';
import { expectationsOf } from './expectation.ts';
import { dropGroupOf, refusalGroupOf } from './group-summary.ts';
import type {
  GeneratorSummary,
  Percentiles,
  Summary,
  TargetSummary,
  ThresholdSummary,
} from './summary.ts';
import type { Parts } from './summary-parts.ts';
import { countTargets, type TargetCounts } from './target-counts.ts';

const HOUR_MS = 3_600_000;

/** The numbers of a run: everything in `summary.json`. */
export function summarize(parts: Parts): Summary {
  const { fold, run, groups, reading, limits } = parts;
  const { scenario } = run;
  const counts = countTargets(parts);
  const thresholds = thresholdsOf(parts, counts);
  const done = [...fold.shards.values()].map((story) => story.done);
  const isWhole = reading.damagedRecords === 0 && reading.missing.length === 0;
  const complete =
    isWhole && done.every((record) => record !== undefined) && fold.shards.size >= run.shard.count;
  const ended = done.find((record) => record !== undefined && record.reason !== 'finished')?.reason;
  const sum = (pick: (one: TargetCounts) => number) =>
    counts.reduce((total, one) => total + pick(one), 0);
  const factsOf = refusalFacts(fold, scenario.targets);
  const { verdict, exitCode, reasons } = judge({
    thresholds,
    withoutOwn: withoutOwnDrops(parts, thresholds),
    opened: sum(({ opened }) => opened),
    dialled: sum(({ opened, refused }) => opened + refused),
    complete: complete || reading.isRunning === true,
    ended,
    stalledShare: stalledShareOf(fold),
  });
  return {
    format: 2,
    run: {
      id: run.run,
      name: scenario.name,
      startedAt: new Date(run.startedAtMs).toISOString(),
      durationMs: Math.round(fold.lastAtMs),
      soakVersion: run.soakVersion,
      complete,
      interrupted: ended === 'interrupted' || ended === 'terminated',
      shards: run.shard.count,
      connectionHours: sum(({ heldMs }) => heldMs) / HOUR_MS,
    },
    verdict,
    exitCode,
    targets: scenario.targets.map((target, index) =>
      targetSummaryOf(target, counts[index]!, fold, index),
    ),
    dropGroups: groups.map((group) => dropGroupOf(group)),
    refusalGroups: [...fold.refusals.values()].map((group) =>
      refusalGroupOf(group, scenario, factsOf(group)),
    ),
    addresses: fold.addresses.summary(scenario.targets),
    thresholds,
    limits,
    generator: generatorOf(fold),
    events: eventSummaries(parts),
    spread: backendSpreads(fold, scenario.targets),
    logs: [],
    proves: provesOf(counts),
    notCovered: [],
    warnings: [...reasons, ...warningsOf(parts, counts)],
  };
}

function thresholdsOf(parts: Parts, counts: readonly TargetCounts[]): readonly ThresholdSummary[] {
  const { thresholds, targets } = parts.run.scenario;
  return [
    ...thresholds.map((threshold) =>
      checkThreshold(threshold, numbersFor(parts, counts, threshold.target)),
    ),
    ...expectationsOf(targets, counts),
  ];
}

/** The thresholds on drops as they would be if the generator had brought about none itself; the others are the same. */
function withoutOwnDrops(
  parts: Parts,
  thresholds: readonly ThresholdSummary[],
): readonly ThresholdSummary[] {
  const groups = parts.groups.filter(({ explanation }) => !isOwnDoing(explanation));
  if (groups.length === parts.groups.length) return thresholds;
  return thresholdsOf(parts, countTargets({ ...parts, groups }));
}

function targetSummaryOf(
  target: Target,
  counts: TargetCounts,
  fold: RunFold,
  index: number,
): TargetSummary {
  const { heldMs, missingExpected, ...counted } = counts;
  return {
    name: target.name,
    transport: target.address.transport,
    ...counted,
    missingExpected,
    heldMs: Math.round(heldMs),
    connectMs: percentilesOf(fold.open[index]!),
    rttMs: percentilesOf(fold.rtt[index]!),
    insecure: target.tls?.insecure ?? false,
  };
}

function percentilesOf(histogram: Histogram): Percentiles {
  const { count } = histogram;
  if (count === 0) return { count, p50: null, p99: null, p999: null, max: null };
  const at = (percentile: number) => histogram.percentile(percentile) / 1_000;
  return { count, p50: at(50), p99: at(99), p999: at(99.9), max: histogram.max / 1_000 };
}

function generatorOf(fold: RunFold): GeneratorSummary {
  const shards = [...fold.shards.values()];
  const durationMs = Math.max(1, fold.lastAtMs);
  return {
    stalls: fold.stalls,
    cpu: shards.reduce((sum, { cpuMs }) => sum + cpuMs, 0) / durationMs,
    rssBytes: shards.reduce((sum, { rssBytesMax }) => sum + rssBytesMax, 0),
    openFiles: shards.reduce((sum, { openFilesMax }) => sum + openFilesMax, 0),
    lagMsMax: Math.max(0, ...shards.map(({ lagMsMax }) => lagMsMax)),
  };
}

/** The share of the time from the hold's start to the end in which a shard was stalled. */
function stalledShareOf(fold: RunFold): number {
  let heldMs = 0;
  let stalledMs = 0;
  for (const [shard, { phases, lastAtMs }] of fold.shards) {
    const fromMs = phases.get('hold') ?? 0;
    const toMs = phases.get('probe') ?? lastAtMs;
    heldMs += Math.max(0, toMs - fromMs);
    for (const { atMs, forMs, shard: whose } of fold.stalls) {
      if (whose !== shard) continue;
      stalledMs += Math.max(0, Math.min(atMs, toMs) - Math.max(atMs - forMs, fromMs));
    }
  }
  return heldMs === 0 ? 0 : stalledMs / heldMs;
}

/** What the run shows beyond its own connections, if they die independently of each other. */
function provesOf(counts: readonly TargetCounts[]): readonly string[] {
  const opened = counts.reduce((sum, one) => sum + knownOf(one) - one.expectedDrops, 0);
  const dropped = counts.reduce((sum, one) => sum + one.dropped, 0);
  const hours = counts.reduce((sum, one) => sum + one.heldMs, 0) / HOUR_MS;
  if (opened <= 0 || hours === 0) return [];
  const share = shareAtMost({ count: Math.min(dropped, opened), total: opened });
  const { perHours, unit } = rateUnit(hours);
  const rate = (meanAtMost(dropped) / hours) * perHours;
  return [
    `fewer than ${formatShare(share)} drop in a run like this, or ${figure(rate)} per ${unit} (95 %, if connections drop independently)`,
  ];
}

function unverifiedWarning(name: string, { opened, unverified, unproven }: TargetCounts): string[] {
  const of = (count: number) => `${formatCount(count)} of ${formatCount(opened)} of ${name}`;
  return [
    ...(unverified > 0
      ? [`${of(unverified)} gave no proof of life at the end: unverified, not alive`]
      : []),
    ...(unproven > 0
      ? [`${of(unproven)} never received a byte: a balancer accepts for a dead backend too`]
      : []),
  ];
}

/** A slow backend is no drop, and no reason to be content. */
function lateWarning(
  name: string,
  { replies, lateReplies }: TargetCounts,
  lateMsMax: number,
): string[] {
  if (lateReplies === 0) return [];
  const of = `${formatCount(lateReplies)} of ${formatCount(Math.max(replies, lateReplies))} replies of ${name}`;
  return [`${of} came late, up to ${(lateMsMax / 1_000).toFixed(1)} s after their deadline`];
}

/** Two significant figures, with thousands set apart. */
function figure(value: number): string {
  return Number(value.toPrecision(2)).toLocaleString('en-US');
}

function warningsOf(
  { fold, run, reading }: Parts,
  counts: readonly TargetCounts[],
): readonly string[] {
  const insecure = run.scenario.targets.filter(({ tls }) => tls?.insecure === true);
  const isOver = reading.isRunning !== true;
  const lost = [...fold.shards].filter(([, { done }]) => done === undefined && isOver);
  return [
    ...run.scenario.targets.flatMap(({ name }, index) => [
      ...unverifiedWarning(name, counts[index]!),
      ...lateWarning(name, counts[index]!, fold.late[index]!.lateMsMax),
    ]),
    ...insecure.map(({ name }) => `TLS of ${name} was not verified (insecure: true)`),
    ...lost.map(
      ([shard, { lastAtMs }]) =>
        `shard ${shard} stops at ${(lastAtMs / 1_000).toFixed(1)} s without its last record: what was open then is unknown`,
    ),
    ...(reading.damagedRecords > 0
      ? [`${reading.damagedRecords} damaged or missing records were left out`]
      : []),
    ...reading.missing,
    ...undialled(run.scenario, counts, fold),
    // Every shard may have seen the same.
    ...new Set(fold.warnings),
  ];
}

/** Connections that had no turn, or whose dial was under way, when a run came to its planned end. */
function undialled(
  { targets, load }: Scenario,
  counts: readonly TargetCounts[],
  { shards }: RunFold,
): readonly string[] {
  if ([...shards.values()].some(({ done }) => done?.reason !== 'finished')) return [];
  const share = Math.max(0, ...load.stages.map((stage) => stage.share));
  return targets.flatMap(({ name, connections }, index) => {
    const { opened, refused } = counts[index]!;
    const missing = Math.floor(connections * share) - opened - refused;
    if (missing <= 0) return [];
    const [some, all] = [formatCount(missing), formatCount(connections)];
    return [`${some} of ${all} connections of ${name} had not opened when the run ended`];
  });
}
