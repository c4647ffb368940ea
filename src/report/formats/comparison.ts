import type { Analysis } from '../../analysis/analyze.ts';
import type { Comparison } from '../../analysis/compare/compare.ts';
import { movedCauses } from '../../analysis/compare/moved-causes.ts';
import { formatCount, formatMs } from '../../analysis/figures.ts';
import { padEnd, truncate, wrap } from '../../base/text.ts';
import type { Hop, Limit } from '../../path/path.ts';
import type { Scenario } from '../../scenario/scenario.ts';
import { COLUMNS } from '../text/layout.ts';
import type { Paint } from '../text/paint.ts';
import { span } from '../text/words.ts';

const BADGES = { regression: ' WORSE ', improvement: ' BETTER ', 'no evidence': ' NO DIFFERENCE ' };
const TONES = { regression: 'bad', improvement: 'good', 'no evidence': 'strong' } as const;

/** Two runs side by side, at most 80 columns wide. */
export function comparisonText(
  { before, after, comparison }: { before: Analysis; after: Analysis; comparison: Comparison },
  paint: Paint,
): string {
  const { verdict, reason, rate } = comparison;
  const title = `${before.summary.run.id} -> ${after.summary.run.id}`;
  const lines = [
    `${paint(TONES[verdict], BADGES[verdict])} ${paint('strong', truncate(title, COLUMNS - 20))}`,
    '',
    ...wrap(`${reason}.`, COLUMNS - 4).map((line) => `  ${line}`),
    '',
    `  ${padEnd('', 34)}${padEnd('before', 14)}after`,
    row('connections opened', opened(before), opened(after)),
    row('connection-hours', hours(before), hours(after)),
    row('unexpected drops', dropped(before), dropped(after)),
    `  ${ratioWords(rate)}`,
    ...causeLines(comparison),
    ...movedLines(before, after),
    ...latencyLines(comparison),
    ...differenceLines(before.scenario, after.scenario),
  ];
  return `${lines.join('\n')}\n`;
}

function row(label: string, before: string, after: string): string {
  return `  ${padEnd(truncate(label, 33), 34)}${padEnd(before, 14)}${after}`;
}

function opened({ summary }: Analysis): string {
  return formatCount(summary.targets.reduce((sum, target) => sum + target.opened, 0));
}

function hours({ summary }: Analysis): string {
  return summary.run.connectionHours.toFixed(1);
}

function dropped({ summary }: Analysis): string {
  return formatCount(summary.targets.reduce((sum, target) => sum + target.dropped, 0));
}

function ratioWords({ ratio, lower, upper, p }: Comparison['rate']): string {
  if (Number.isNaN(ratio)) return 'one run has no connection-hours, so there is no rate to compare';
  const figure = (value: number) => String(Number(value.toPrecision(2)));
  const chance = `95 %, p = ${figure(p)}`;
  if (!Number.isFinite(ratio))
    return `drop rate at least ${figure(lower)} times as high (${chance})`;
  const most = Number.isFinite(upper)
    ? `${figure(lower)} to ${figure(upper)}`
    : `at least ${figure(lower)}`;
  return `drop rate ${figure(ratio)} times as high (${most}, ${chance})`;
}

function causeLines({ causes }: Comparison): string[] {
  if (causes.length === 0) return [];
  const words = { both: '', new: '  new', vanished: '  gone' };
  return [
    '',
    '  by cause',
    ...causes.map(({ cause, before, after, seen, adjustedP }) => {
      const p = `  p = ${Number(adjustedP.toPrecision(2))}`;
      return `${row(cause, formatCount(before), formatCount(after))}${words[seen]}${p}`;
    }),
  ];
}

/** The cause follows the setting: the strongest evidence that two runs can give. */
function movedLines(before: Analysis, after: Analysis): string[] {
  return movedCauses(before.summary, after.summary).flatMap(
    ({ target, hop, setting, beforeMs, afterMs }) => {
      const words = `${target}: drops moved from ${span(beforeMs)} to ${span(afterMs)} with ${setting} of ${hop}: the cause follows the setting`;
      return ['', ...wrap(words, COLUMNS - 4).map((line) => `  ${line}`)];
    },
  );
}

function latencyLines({ latency }: Comparison): string[] {
  const changed = latency.filter(({ percent, evidence }) => percent === 99 || evidence !== 'none');
  if (changed.length === 0) return [];
  const words = { slower: '  slower', faster: '  faster', none: '' };
  return [
    '',
    '  times',
    ...changed.map(
      ({ kind, percent, beforeMs, afterMs, evidence }) =>
        `${row(`${kind} p${percent}`, formatMs(beforeMs), formatMs(afterMs))}${words[evidence]}`,
    ),
  ];
}

/** Settings of the path that differ between the two scenarios. */
function differenceLines(before: Scenario, after: Scenario): string[] {
  const [first, second] = [settingsOf(before), settingsOf(after)];
  const names = [...new Set([...first.keys(), ...second.keys()])].sort();
  const changed = names.filter((name) => first.get(name) !== second.get(name));
  if (changed.length === 0) return ['', '  the same path in both'];
  return [
    '',
    '  path',
    ...changed.map((name) => row(name, first.get(name) ?? '–', second.get(name) ?? '–')),
  ];
}

function settingsOf({ path }: Scenario): ReadonlyMap<string, string> {
  return new Map(path.hops.flatMap((hop) => hop.limits.map((limit) => settingOf(hop, limit))));
}

function settingOf({ id }: Hop, { setting, afterMs, onlyPort }: Limit): [string, string] {
  const port = onlyPort === undefined ? '' : `:${onlyPort}`;
  return [`${id}${port} ${setting}`, `${afterMs / 1_000} s`];
}
