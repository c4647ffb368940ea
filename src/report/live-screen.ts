import { padEnd, padStart, truncate } from '../base/text.ts';
import { formatCount, formatMs } from '../stats/figures.ts';
import type { LiveTargetView, LiveView } from './live-state.ts';
import type { Paint } from './paint.ts';
import { clock, span } from './words.ts';

const BLOCKS = '▁▂▃▄▅▆▇█';
const TARGETS_MAX = 10;

interface ScreenOptions {
  readonly columns: number;
  readonly rows: number;
  readonly folder: string;
  readonly paint: Paint;
  /** ISO time at which it will end. */
  readonly endsAt: string;
  /** What Ctrl-C does. */
  readonly onInterrupt: string;
}

/** The live screen: at most 18 lines, cut to the window's columns. */
export function liveScreen(state: LiveView, options: ScreenOptions): readonly string[] {
  const { columns, rows, folder, paint, onInterrupt } = options;
  const targetsMax = Math.max(1, Math.min(TARGETS_MAX, rows - 9));
  const lines = [
    headLine(state, options),
    '',
    paint(
      'faint',
      targetLine(['target', 'open', 'drops', 'rtt p50', 'p99', 'max', 'longest idle'], columns),
    ),
    ...state.targets.slice(0, targetsMax).map((target) => targetLine(cellsOf(target), columns)),
    ...(state.targets.length > targetsMax
      ? [`  … ${state.targets.length - targetsMax} more targets`]
      : []),
    '',
    openLine(state, columns),
    '',
    dropsLine(state, paint),
    generatorLine(state),
    paint('faint', ` saved to ${folder}   ^C ${onInterrupt}`),
  ];
  return lines.map((line) => (columns < 80 ? truncate(line, columns) : line));
}

function headLine(
  { name, durationMs, phase, atMs }: LiveView,
  { columns, endsAt, paint }: ScreenOptions,
): string {
  const share = durationMs === 0 ? 1 : Math.min(1, atMs / durationMs);
  const word = {
    start: 'starting',
    ramp: 'opening',
    hold: 'holding',
    probe: 'asking all',
    drain: 'closing',
  }[phase];
  const left = `soak ${truncate(name, 24)}   ${word} ${clock(atMs)} of ${clock(durationMs)}`;
  const right = `${Math.floor(share * 100)} %  ends ${endsAt}`;
  const room = columns - left.length - right.length - 4;
  const filled = Math.max(0, Math.floor(room * share));
  const bar =
    room > 4 ? paint('good', '━'.repeat(filled)) + paint('faint', '─'.repeat(room - filled)) : '';
  return `${paint('strong', left)}  ${bar}  ${right}`;
}

function cellsOf(target: LiveTargetView): readonly string[] {
  const { name, open, dropped, expectsDrops, rtt, idleMsMax } = target;
  const drops = `${formatCount(dropped)}${expectsDrops ? ' wanted' : ''}`;
  return [
    name,
    formatCount(open),
    drops,
    percentileOf(rtt, 50),
    percentileOf(rtt, 99),
    rtt.count === 0 ? '–' : formatMs(rtt.max / 1_000),
    open === 0 ? '–' : span(idleMsMax),
  ];
}

function percentileOf(histogram: LiveTargetView['rtt'], percentile: number): string {
  return histogram.count === 0 ? '–' : formatMs(histogram.percentile(percentile) / 1_000);
}

function targetLine(cells: readonly string[], columns: number): string {
  const nameWidth = Math.max(12, Math.min(24, columns - 58));
  const [name = '', ...figures] = cells;
  const widths = [8, 13, 9, 9, 9, 13];
  const right = figures.map((cell, index) => padStart(cell, widths[index]!)).join('');
  return ` ${padEnd(truncate(name, nameWidth), nameWidth)}${right}`;
}

function openLine({ open, openHistory }: LiveView, columns: number): string {
  const left = ` open ${formatCount(open)}  `;
  return left + sparkline(openHistory, Math.max(0, Math.min(60, columns - left.length - 2)));
}

/** One character per equal part of the history, from nothing to its highest level. */
export function sparkline(values: readonly number[], width: number): string {
  if (values.length === 0 || width === 0) return '';
  const highest = Math.max(1, ...values);
  const count = Math.min(width, values.length);
  return Array.from({ length: count }, (_, index) => {
    const value = values[Math.floor(((index + 1) * values.length) / count) - 1]!;
    return BLOCKS[
      Math.min(BLOCKS.length - 1, Math.round((value / highest) * (BLOCKS.length - 1)))
    ]!;
  }).join('');
}

function dropsLine({ unwanted, refused }: LiveView, paint: Paint): string {
  const drops =
    unwanted === 0
      ? paint('good', 'no unexpected drop')
      : paint('bad', `${formatCount(unwanted)} unexpected drops`);
  const refusals = refused === 0 ? '' : `, ${paint('bad', `${formatCount(refused)} refused`)}`;
  return ` ${drops}${refusals}`;
}

function generatorLine({ lagMsMax, cpuMs, atMs, rssBytes, openFiles }: LiveView): string {
  const cpu = atMs === 0 ? 0 : (cpuMs / atMs) * 100;
  const memory = (rssBytes / 2 ** 20).toFixed(0);
  const verdict = lagMsMax > 200 ? `generator stalled ${formatMs(lagMsMax)}` : 'generator ok';
  return ` ${verdict}: worst delay ${formatMs(lagMsMax)}, CPU ${cpu.toFixed(0)} %, ${memory} MiB, ${formatCount(openFiles)} files`;
}
