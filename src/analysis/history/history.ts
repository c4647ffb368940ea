import { garwood } from '../../stats/poisson.ts';
import type { Summary } from '../summary/summary.ts';
import { type ChangePoint, changePoints } from './change-point.ts';
import { type SettingChange, settingChanges } from './setting-changes.ts';

/** A run as one line of a history. */
export interface PastRun {
  /** Its folder, as it is to be linked. */
  readonly folder: string;
  readonly summary: Summary;
}

/** Drops of one run, with what the run can say of their rate. */
export interface HistoryRow extends PastRun {
  readonly opened: number;
  readonly dropped: number;
  readonly refused: number;
  /** Per connection-hour, with its 95 % interval; null without connection-hours. */
  readonly rate: { readonly value: number; readonly lower: number; readonly upper: number } | null;
  /** Of the slowest target. */
  readonly rttP99Ms: number | null;
  readonly connectP99Ms: number | null;
  readonly limitsTested: number;
  readonly limits: number;
  /** Against the run before it. */
  readonly changes: readonly SettingChange[];
}

/** A cause over all runs. */
export interface PastCause {
  readonly cause: string;
  /** Drops in each run. */
  readonly counts: readonly number[];
  readonly state: 'new' | 'returning' | 'present' | 'gone';
}

/** A figure that changed for good. */
export interface PastChange extends ChangePoint {
  /** `drops per connection-hour`, `drops by ingress proxy-read-timeout`, `rtt p99`. */
  readonly figure: string;
  readonly unit: 'per-hour' | 'ms';
  /** What changed in the run where it begins, and may be why. */
  readonly settings: readonly SettingChange[];
}

/** The runs of one scenario, the oldest first. */
export interface History {
  readonly name: string;
  readonly rows: readonly HistoryRow[];
  readonly causes: readonly PastCause[];
  readonly changes: readonly PastChange[];
}

/** The histories of all scenarios that these runs are of, the longest first. */
export function historiesOf(runs: readonly PastRun[]): readonly History[] {
  const byName = new Map<string, PastRun[]>();
  for (const run of runs) {
    const { name } = run.summary.run;
    byName.set(name, [...(byName.get(name) ?? []), run]);
  }
  return [...byName]
    .map(([name, own]) => historyOf(name, own))
    .sort((a, b) => b.rows.length - a.rows.length);
}

function historyOf(name: string, runs: readonly PastRun[]): History {
  const sorted = runs.toSorted(
    (a, b) => Date.parse(a.summary.run.startedAt) - Date.parse(b.summary.run.startedAt),
  );
  const rows = sorted.map((run, index) => rowOf(run, sorted[index - 1]));
  const causes = causesOf(rows);
  return { name, rows, causes, changes: changesOf(rows, causes) };
}

function rowOf(run: PastRun, before: PastRun | undefined): HistoryRow {
  const { targets, limits, run: about } = run.summary;
  const sum = (pick: (target: Summary['targets'][number]) => number) =>
    targets.reduce((total, target) => total + pick(target), 0);
  const dropped = sum((target) => target.dropped);
  return {
    ...run,
    opened: sum((target) => target.opened),
    refused: sum((target) => target.refused),
    dropped,
    rate: rateOf(dropped, about.connectionHours),
    rttP99Ms: slowest(targets.map(({ rttMs }) => rttMs.p99)),
    connectP99Ms: slowest(targets.map(({ connectMs }) => connectMs.p99)),
    limitsTested: limits.filter(({ outcome }) => outcome !== 'not-covered').length,
    limits: limits.length,
    changes: before === undefined ? [] : settingChanges(before.summary, run.summary),
  };
}

function rateOf(drops: number, hours: number): HistoryRow['rate'] {
  if (!(hours > 0)) return null;
  const { lower, upper } = garwood(drops);
  return { value: drops / hours, lower: lower / hours, upper: upper / hours };
}

function slowest(values: readonly (number | null)[]): number | null {
  const measured = values.filter((value) => value !== null);
  return measured.length === 0 ? null : Math.max(...measured);
}

function causesOf(rows: readonly HistoryRow[]): readonly PastCause[] {
  const counts = new Map<string, number[]>();
  for (const [index, { summary }] of rows.entries()) {
    for (const { expected, candidates, count } of summary.dropGroups) {
      if (expected) continue;
      const cause = candidates.length === 0 ? 'unexplained' : candidates.join(' or ');
      const own = counts.get(cause) ?? rows.map(() => 0);
      own[index]! += count;
      counts.set(cause, own);
    }
  }
  const total = (own: readonly number[]) => own.reduce((sum, count) => sum + count, 0);
  return [...counts]
    .map(([cause, own]) => ({ cause, counts: own, state: stateOf(own) }))
    .sort((a, b) => total(b.counts) - total(a.counts));
}

/** What the last run says of a cause, given those before. */
function stateOf(counts: readonly number[]): PastCause['state'] {
  const before = counts.slice(0, -1);
  if (counts.at(-1) === 0) return 'gone';
  if (before.every((count) => count === 0)) return before.length === 0 ? 'present' : 'new';
  return before.at(-1) === 0 ? 'returning' : 'present';
}

/** Runs that held nothing have no rate and are left out. */
function changesOf(
  rows: readonly HistoryRow[],
  causes: readonly PastCause[],
): readonly PastChange[] {
  const perHour = (count: number, { summary }: HistoryRow) =>
    summary.run.connectionHours > 0 ? count / summary.run.connectionHours : null;
  const series: { figure: string; unit: PastChange['unit']; values: (number | null)[] }[] = [
    { figure: 'all drops', unit: 'per-hour', values: rows.map(({ rate }) => rate?.value ?? null) },
    ...causes.map(({ cause, counts }) => ({
      figure: `drops by ${cause}`,
      unit: 'per-hour' as const,
      values: rows.map((row, index) => perHour(counts[index]!, row)),
    })),
    { figure: 'round trip p99', unit: 'ms', values: rows.map(({ rttP99Ms }) => rttP99Ms) },
    { figure: 'connect p99', unit: 'ms', values: rows.map(({ connectP99Ms }) => connectP99Ms) },
  ];
  return series
    .flatMap(({ figure, unit, values }) => {
      const measured = [...values.keys()].filter((index) => values[index] !== null);
      const points = changePoints(
        measured.map((index) => values[index]!),
        series.length,
      );
      return points.map((point) => {
        const at = measured[point.at]!;
        return { ...point, at, figure, unit, settings: rows[at]!.changes };
      });
    })
    .sort((a, b) => b.at - a.at);
}
