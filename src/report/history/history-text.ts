import { formatCount, formatMs } from '../../analysis/figures.ts';
import type { History, HistoryRow } from '../../analysis/history/history.ts';
import { padEnd, truncate, wrap } from '../../base/text.ts';
import { COLUMNS } from '../text/layout.ts';
import type { Paint } from '../text/paint.ts';
import { plural } from '../text/words.ts';
import { causeText, changeText, dropsText, nightOf, pastChangeText } from './history-words.ts';

const VERDICT = { pass: 'PASS', fail: 'FAIL', inconclusive: '?' } as const;
const TONE = { pass: 'good', fail: 'bad', inconclusive: 'warning' } as const;

/** All runs of a scenario in a terminal, the newest last, within 80 columns. */
export function historyText(
  { name, rows, causes, changes }: History,
  { paint, last }: { readonly paint: Paint; readonly last: number },
): string {
  const shown = rows.slice(-last);
  const older = rows.length - shown.length;
  return [
    `${paint('strong', name)}  ${formatCount(rows.length)} ${plural(rows.length, 'run')}`,
    '',
    paint(
      'faint',
      `  ${padEnd('run (UTC)', 17)} ${padEnd('', 5)} ${padEnd('opened', 9)} ${padEnd('drops', 27)} ${padEnd('rtt p99', 9)} limits`,
    ),
    ...(older > 0 ? [`  … ${formatCount(older)} older`] : []),
    ...shown.flatMap((row) => rowLines(row, paint)),
    ...block(
      'changed',
      changes.map((change) => pastChangeText(change, rows)),
    ),
    ...block(
      'causes',
      causes.map((cause) => `${cause.state}: ${causeText(cause, rows)}`),
    ),
    '',
  ].join('\n');
}

function rowLines(row: HistoryRow, paint: Paint): readonly string[] {
  const { summary, opened, rttP99Ms, limitsTested, limits, changes } = row;
  const { verdict } = summary;
  const cells = [
    padEnd(nightOf(row), 17),
    paint(TONE[verdict], padEnd(VERDICT[verdict], 5)),
    padEnd(formatCount(opened), 9),
    padEnd(truncate(dropsText(row), 27), 27),
    padEnd(rttP99Ms === null ? '–' : formatMs(rttP99Ms), 9),
    `${limitsTested}/${limits}`,
  ];
  const changed = changes.flatMap((change) => wrap(`changed: ${changeText(change)}`, COLUMNS - 8));
  return [`  ${cells.join(' ')}`, ...changed.map((line) => paint('faint', `      ${line}`))];
}

function block(title: string, texts: readonly string[]): readonly string[] {
  if (texts.length === 0) return [];
  const lines = texts.flatMap((text) => {
    const [first = '', ...rest] = wrap(text, COLUMNS - 4);
    return [`  ${first}`, ...rest.map((line) => `    ${line}`)];
  });
  return ['', title, ...lines];
}
