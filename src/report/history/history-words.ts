import { formatCount, formatMs } from '../../analysis/figures.ts';
import type { HistoryRow, PastCause, PastChange } from '../../analysis/history/history.ts';
import type { SettingChange } from '../../analysis/history/setting-changes.ts';

/** `2026-11-22 01:00`, UTC. */
export function nightOf({ summary }: HistoryRow): string {
  return summary.run.startedAt.slice(0, 16).replace('T', ' ');
}

/** `12 (9.1 to 16 /1,000 h)`. */
export function dropsText({ dropped, rate }: HistoryRow): string {
  if (rate === null) return `${formatCount(dropped)}`;
  const figure = (perHour: number) =>
    Number((perHour * 1_000).toPrecision(2)).toLocaleString('en-US');
  return `${formatCount(dropped)} (${figure(rate.lower)} to ${figure(rate.upper)} /1,000 h)`;
}

/** `ingress proxy-read-timeout 10800 s -> 60 s`. */
export function changeText({ what, before, after }: SettingChange): string {
  return `${what} ${before} -> ${after}`;
}

/** `since 2026-11-22 01:00 all drops per 1,000 h: 0 -> 4.1; in that run: ingress proxy-read-timeout 10800 s -> 60 s`. */
export function pastChangeText(change: PastChange, rows: readonly HistoryRow[]): string {
  const { figure, unit, before, after, at, settings } = change;
  const value = (number: number) =>
    unit === 'ms'
      ? formatMs(number)
      : Number((number * 1_000).toPrecision(2)).toLocaleString('en-US');
  const of = unit === 'ms' ? '' : ' per 1,000 h';
  const why =
    settings.length === 0
      ? 'no setting changed in that run that soak knows of'
      : `in that run: ${settings.map(changeText).join('; ')}`;
  return `since ${nightOf(rows[at]!)} ${figure}${of}: ${value(before)} -> ${value(after)}; ${why}`;
}

/** `NEW  slb EstablishedTimeout: 40 drops, for the first time`. */
export function causeText(
  { cause, counts, state }: PastCause,
  rows: readonly HistoryRow[],
): string {
  const total = counts.reduce((sum, count) => sum + count, 0);
  const seen = counts.filter((count) => count > 0).length;
  const last = counts.at(-1)!;
  const lastSeen = counts.findLastIndex((count) => count > 0);
  const tail = {
    new: `${formatCount(last)} in the last run, for the first time`,
    returning: `${formatCount(last)} in the last run, after ${silentBefore(counts)} without`,
    present: `${formatCount(last)} in the last run`,
    gone: `last seen ${nightOf(rows[lastSeen]!)}`,
  }[state];
  return `${cause}: ${formatCount(total)} in ${seen} of ${counts.length} runs, ${tail}`;
}

function silentBefore(counts: readonly number[]): string {
  const earlier = counts.slice(0, -1).findLastIndex((count) => count > 0);
  const silent = counts.length - 2 - earlier;
  return silent === 1 ? 'one run' : `${silent} runs`;
}
