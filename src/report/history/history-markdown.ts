import { formatCount, formatMs } from '../../analysis/figures.ts';
import type { History } from '../../analysis/history/history.ts';
import { markdownText as text } from '../text/markdown-text.ts';
import { causeText, changeText, dropsText, nightOf, pastChangeText } from './history-words.ts';

const MARK = { pass: '✅', fail: '❌', inconclusive: '⚠️' } as const;

/** All runs of a scenario as a table for a wiki or a merge request, the newest first. */
export function historyMarkdown({ name, rows, causes, changes }: History): string {
  const cells = rows
    .toReversed()
    .map((row) => [
      MARK[row.summary.verdict],
      `[${nightOf(row)}](${encodeURI(row.folder)}/report.html)`,
      formatCount(row.opened),
      dropsText(row),
      row.rttP99Ms === null ? '–' : formatMs(row.rttP99Ms),
      `${row.limitsTested} of ${row.limits}`,
      row.changes.map((change) => text(changeText(change))).join('<br>'),
    ]);
  return [
    `## ${text(name)}`,
    ...changes.map((change) => `- **changed** ${text(pastChangeText(change, rows))}`),
    ...causes.map((cause) => `- **${cause.state}** ${text(causeText(cause, rows))}`),
    '',
    line(['', 'run (UTC)', 'opened', 'drops', 'rtt p99', 'limits tested', 'changed']),
    line(['---', '---', '---', '---', '---', '---', '---']),
    ...cells.map(line),
    '',
  ].join('\n');
}

function line(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`;
}
