import type { LatencyNumbers } from '../../stats/latency.ts';
import type { Lifetimes } from '../../stats/lifetimes.ts';
import type { Analysis } from '../analyze.ts';
import { type Comparison, compareRuns, type RunNumbers } from './compare.ts';

/** How the second run differs from the first: last night and tonight, the old ingress and the new gateway. */
export function compareViews(before: Analysis, after: Analysis): Comparison {
  return compareRuns({ before: numbersOf(before), after: numbersOf(after) });
}

/** What a run is compared by. Drops that a target wanted are no drops here. */
function numbersOf(view: Analysis): RunNumbers {
  const { summary } = view;
  const unwanted = summary.dropGroups.filter(({ expected }) => !expected);
  const byCause = new Map<string, number>();
  for (const { candidates, count } of unwanted) {
    const cause = candidates.length === 0 ? 'unexplained' : candidates.join(' or ');
    byCause.set(cause, (byCause.get(cause) ?? 0) + count);
  }
  return {
    connectionHours: summary.run.connectionHours,
    drops: unwanted.reduce((sum, { count }) => sum + count, 0),
    byCause,
    lifetimes: lifetimesOf(view),
    latency: latencyOf(view),
  };
}

/** Every connection that opened; those without a known end are censored at their last sign of life. */
function lifetimesOf(view: Analysis): Lifetimes {
  const unwanted = new Set(
    view.groups.filter(({ expected }) => !expected).flatMap(({ members }) => members),
  );
  const { connections } = view;
  const rows = [...connections];
  const endMs = new Float64Array(rows.length);
  const cause = new Uint8Array(rows.length);
  for (const [row, { id, openedAtMs, ended }] of rows.entries()) {
    endMs[row] = ended?.ageMs ?? view.summary.run.durationMs - openedAtMs;
    const dropIndex = connections.dropIndexOf(id);
    cause[row] = dropIndex !== undefined && unwanted.has(dropIndex) ? 1 : 0;
  }
  return { endMs, cause };
}

/** Round trips and opens of each target, by its name. */
function latencyOf({ scenario, times }: Analysis): ReadonlyMap<string, LatencyNumbers> {
  const latency = new Map<string, LatencyNumbers>();
  for (const [index, { name }] of scenario.targets.entries()) {
    for (const kind of ['rtt', 'open'] as const) {
      const histogram = times[kind][index]!;
      latency.set(`${name} ${kind}`, {
        count: histogram.count,
        percentile: (percent) =>
          histogram.count === 0 ? null : histogram.percentile(percent) / 1_000,
      });
    }
  }
  return latency;
}
