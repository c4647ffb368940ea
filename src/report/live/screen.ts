import { formatCount, formatMs } from '../../analysis/figures.ts';
import { padEnd, padStart, truncate, widthOf, wrap } from '../../base/text.ts';
import type { Paint } from '../text/paint.ts';
import { clock, plural, span } from '../text/words.ts';
import type { LiveCause } from './causes.ts';
import type { LivePhase, LiveTargetView, LiveView } from './state.ts';

const BLOCKS = '▁▂▃▄▅▆▇█';
const TARGETS_MAX = 6;
const CAUSE_LINES_MAX = 6;
const LINES_WITHOUT_CAUSES = 18;

interface ScreenOptions {
  readonly columns: number;
  readonly rows: number;
  readonly folder: string;
  readonly paint: Paint;
  /** ISO time of the planned end. */
  readonly endsAt: string;
  /** What Ctrl-C does. */
  readonly onInterrupt: string;
  /** Why connections drop, largest cause first. */
  readonly causes: readonly LiveCause[];
}

/** The live screen: at most 18 lines plus a few for causes, none wider than the window. */
export function liveScreen(state: LiveView, options: ScreenOptions): readonly string[] {
  const { columns, rows, folder, paint, onInterrupt } = options;
  const targetsMax = Math.max(1, Math.min(TARGETS_MAX, rows - 11));
  const left = state.targets.length - targetsMax;
  const cut = (text: string) => truncate(text, columns);
  return [
    ...headLines(state, options),
    '',
    paint('faint', targetLine(HEADS, columns)),
    ...state.targets.slice(0, targetsMax).map((target) => targetLine(cellsOf(target), columns)),
    ...(left > 0 ? [cut(`  … ${left} more targets`)] : []),
    '',
    cut(openLine(state, columns)),
    '',
    ...dropsLines(state, options),
    ...causeLines(options),
    ...wrap(generatorWords(state), columns - 1).map((line) => ` ${line}`),
    ...footLines(` saved to ${folder}`, `^C ${onInterrupt}`, columns).map((line) =>
      paint('faint', cut(line)),
    ),
  ];
}

const PHASES: Readonly<Record<LivePhase, string>> = {
  start: 'starting',
  ramp: 'opening',
  hold: 'holding',
  probe: 'final probe',
  drain: 'closing',
};

/** One line with a progress bar if there is room; otherwise a line for the name and one for the time. */
function headLines(
  { name, durationMs, phase, atMs }: LiveView,
  { columns, endsAt, paint }: ScreenOptions,
): readonly string[] {
  const share = durationMs === 0 ? 1 : Math.min(1, atMs / durationMs);
  const now = `${PHASES[phase]} ${clock(atMs)} of ${clock(durationMs)}`;
  const right = `${Math.floor(share * 100)} %  ends ${endsAt}`;
  const taken = widthOf(`soak    ${now}    ${right}`);
  const nameWidth = Math.min(NAME_WIDTH_MAX, columns - taken);
  if (nameWidth < HEAD_NAME_MIN) {
    const shown = truncate(`soak ${name}`, columns);
    return [paint('strong', shown), ...wrap(`${now}  ${right}`, columns)];
  }
  const left = `soak ${truncate(name, nameWidth)}   ${now}`;
  const room = Math.max(0, columns - widthOf(left) - widthOf(right) - 4);
  const filled = Math.floor(room * share);
  const bar = paint('good', '━'.repeat(filled)) + paint('faint', '─'.repeat(room - filled));
  return [`${paint('strong', left)}  ${bar}  ${right}`];
}

/** Columns of a target, and the order in which they are dropped in a narrow window: the highest first. */
const COLUMNS = [
  { width: 8, goes: 0 },
  { width: 12, goes: 1 },
  { width: 9, goes: 4 },
  { width: 8, goes: 2 },
  { width: 8, goes: 5 },
  { width: 13, goes: 3 },
] as const;

const HEADS = ['target', 'open', 'drops', 'rtt p50', 'p99', 'max', 'longest idle'];
const NAME_WIDTH_MIN = 14;
/** With less room, the name gets its own line. */
const HEAD_NAME_MIN = 12;
const NAME_WIDTH_MAX = 24;

function cellsOf(target: LiveTargetView): readonly string[] {
  const { name, open, dropped, expectsDrops, rtt, idleMsMax } = target;
  const drops = `${formatCount(dropped)}${expectsDrops ? ' expected' : ''}`;
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

function targetLine([name = '', ...figures]: readonly string[], columns: number): string {
  const shown = shownColumns(columns);
  const taken = shown.reduce((sum, index) => sum + COLUMNS[index]!.width, 1);
  const nameWidth = Math.max(1, Math.min(NAME_WIDTH_MAX, columns - taken));
  const right = shown.map((index) => padStart(figures[index] ?? '', COLUMNS[index]!.width));
  return ` ${padEnd(truncate(name, nameWidth), nameWidth)}${right.join('')}`;
}

/** As many as leave room for a name. */
function shownColumns(columns: number): readonly number[] {
  const shown = new Set(COLUMNS.keys());
  const width = () => [...shown].reduce((sum, index) => sum + COLUMNS[index]!.width, 1);
  while (shown.size > 1 && width() + NAME_WIDTH_MIN > columns) {
    const goes = [...shown].toSorted((a, b) => COLUMNS[b]!.goes - COLUMNS[a]!.goes)[0]!;
    shown.delete(goes);
  }
  return [...shown];
}

function footLines(folder: string, keys: string, columns: number): readonly string[] {
  const line = `${folder}   ${keys}`;
  return widthOf(line) <= columns ? [line] : [folder, ` ${keys}`];
}

function openLine({ open, openHistory }: LiveView, columns: number): string {
  const left = ` open ${formatCount(open)}  `;
  return left + sparkline(openHistory, Math.max(0, Math.min(60, columns - widthOf(left) - 2)));
}

/** One character per equal part of the history, from nothing to its highest level. */
function sparkline(values: readonly number[], width: number): string {
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

function dropsLines(
  { unwanted, refused }: LiveView,
  { paint, columns }: ScreenOptions,
): readonly string[] {
  const tone = unwanted === 0 ? 'good' : 'bad';
  const words =
    unwanted === 0
      ? 'no unexpected drop'
      : `${formatCount(unwanted)} unexpected ${plural(unwanted, 'drop')}`;
  const drops = paint(tone, truncate(words, columns - 1));
  if (refused === 0) return [` ${drops}`];
  return [
    ` ${drops}`,
    ` ${paint('bad', truncate(`${formatCount(refused)} refused`, columns - 1))}`,
  ];
}

/** The largest causes with the suggested changes, as far as there is room. */
function causeLines({ causes, columns, rows, paint }: ScreenOptions): readonly string[] {
  const room = Math.max(0, Math.min(CAUSE_LINES_MAX, rows - LINES_WITHOUT_CAUSES));
  const lines = causes.flatMap(({ headline, saw, isSure, cause, change }) => {
    const mark = isSure ? paint('bad', '✗') : paint('warning', '?');
    const what = `  ${mark} ${truncate(`${headline}; ${saw}`, columns - 4)}`;
    return change === undefined ? [what] : [what, truncate(`      ${cause} → ${change}`, columns)];
  });
  return lines.slice(0, room);
}

function generatorWords({ lagMsMax, cpuMs, atMs, rssBytes, openFiles }: LiveView): string {
  const cpu = atMs === 0 ? 0 : (cpuMs / atMs) * 100;
  const memory = (rssBytes / 2 ** 20).toFixed(0);
  const verdict = lagMsMax > 200 ? `generator stalled ${formatMs(lagMsMax)}` : 'generator ok';
  return `${verdict}: worst delay ${formatMs(lagMsMax)}, CPU ${cpu.toFixed(0)} %, ${memory} MiB, ${formatCount(openFiles)} files`;
}
