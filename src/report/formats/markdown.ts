import type { Analysis } from '../../analysis/analyze.ts';
import { formatCount, formatHours, formatMs, formatShare } from '../../analysis/figures.ts';
import type { DropGroup, Summary } from '../../analysis/summary/summary.ts';
import type { Scenario } from '../../scenario/scenario.ts';
import { refusedAsText } from '../text/address-text.ts';
import { adviceFor } from '../text/advice.ts';
import { causeOf, headlineOf, sawOf } from '../text/drop-text.ts';
import { byOutcome, LIMIT_OUTCOMES } from '../text/limit-text.ts';
import { markdownText as text } from '../text/markdown-text.ts';
import { costlyEvents, droppedText, returnOf, stormOf } from '../text/recovery-text.ts';
import { refusalCause } from '../text/refusal-text.ts';
import { replacementsOf } from '../text/replaced-text.ts';
import { spreadEvenText, spreadText, spreadWhen } from '../text/spread-text.ts';
import { withoutControls } from '../text/strip-controls.ts';
import { verdictSentence } from '../text/verdict-sentence.ts';
import { moment, span } from '../text/words.ts';

/** GitHub rejects a step summary over 1 MiB entirely. */
const BYTES_MAX = 1_000_000;
const ROWS_MAX = 200;

/** Only what needs attention is marked. */
const LIMIT_MARK = {
  'broken-early': '❌ ',
  'not-enforced': '⚠️ ',
  holds: '',
  'not-covered': '',
} as const;

const MARK = { pass: '✅', fail: '❌', inconclusive: '⚠️' } as const;

/** The run for a step summary, a merge request or a chat; cut with a notice if it is too long. */
export function markdownReport(view: Analysis): string {
  const { summary } = view;
  const { run, verdict } = summary;
  const hours = `${formatHours(run.connectionHours)} connection-hours`;
  return withinBytes([
    `## ${MARK[verdict]} ${verdict.toUpperCase()}: ${text(verdictSentence(summary))}`,
    '',
    `**${text(run.name)}**, ${span(run.durationMs)}, ${hours}, started ${run.startedAt}, run <code>${text(run.id)}</code>${run.complete ? '' : ', **incomplete**'}${run.interrupted ? ', **interrupted**' : ''}`,
    ...thresholdLines(summary),
    ...dropLines(view),
    ...refusalLines(summary),
    ...eventLines(summary),
    ...targetLines(summary),
    ...addressTableLines(summary),
    ...spreadTableLines(summary),
    ...limitLines(summary),
    ...replacementLines(view),
    ...listLines('Proves', summary.proves),
    ...listLines('Does not cover', summary.notCovered),
    ...listLines('Warnings', summary.warnings),
  ]);
}

function thresholdLines({ thresholds }: Summary): string[] {
  return table(
    'Thresholds',
    ['', 'threshold', 'measured'],
    thresholds.map(({ expression, ok, hasData, detail }) => [
      ok ? '✅' : hasData ? '❌' : '⚠️ no data',
      code(expression),
      text(detail),
    ]),
  );
}

function dropLines({ summary, scenario }: Analysis): string[] {
  const { dropGroups } = summary;
  const rows = dropGroups.map((group) => [
    formatCount(group.count),
    text(headlineOf(group).replace(/^\S+ × /, '')) + (group.expected ? ' (expected)' : ''),
    text(sawOf(group, summary.run.startedAt)),
    code(causeOf(group)),
    `**${group.certainty}**: ${text(group.reason)}`,
  ]);
  const columns = ['drops', 'where', 'what happened', 'setting', 'certainty'];
  return [...table('Drops', columns, rows), ...changeLines(dropGroups, scenario)];
}

function eventLines({ events, run }: Summary): string[] {
  const rows = costlyEvents(events).map(({ atMs, label, recovery }) => [
    moment(atMs, run.startedAt),
    text(label),
    droppedText(recovery),
    returnOf(recovery),
    stormOf(recovery),
  ]);
  return table('Events', ['at', 'event', 'dropped', 'recovery', 'dials'], rows);
}

function addressTableLines({ addresses }: Summary): string[] {
  const rows = addresses.map((one) => [
    text(one.target),
    code(one.address),
    formatCount(one.opened),
    formatCount(one.refused),
    formatCount(one.dropped),
    text(refusedAsText(one)),
  ]);
  const columns = ['target', 'address', 'opened', 'refused', 'dropped', 'refusals'];
  return table('Addresses', columns, rows);
}

function spreadTableLines({ spread }: Summary): string[] {
  const rows = spread.map((one) => [
    text(one.target),
    text(spreadWhen(one)),
    spreadText(one.before),
    spreadText(one.after),
    spreadEvenText(one),
  ]);
  return table('Spread over backends', ['target', 'when', 'before', 'after', ''], rows);
}

/** The suggested changes, as a diff to paste. */
function changeLines(groups: readonly DropGroup[], scenario: Scenario): string[] {
  const lines = groups
    .filter(({ expected }) => !expected)
    .slice(0, ROWS_MAX)
    .flatMap((group) => {
      return (adviceFor(group, scenario) ?? []).flatMap(({ where, minus, plus }) => [
        `# ${where}`,
        ...minus.map((line) => `- ${line}`),
        ...plus.map((line) => `+ ${line}`),
      ]);
    });
  if (lines.length === 0) return [];
  const harmless = lines.map((line) =>
    withoutControls(line)
      .replaceAll('`', "'")
      .replace(/[^\S ]+/g, ' '),
  );
  return ['', '### Suggested changes', '', '```diff', ...harmless, '```'];
}

function refusalLines({ refusalGroups }: Summary): string[] {
  return table(
    'Refusals',
    ['count', 'target', 'at', 'answer', 'cause', 'certainty', 'try'],
    refusalGroups.map((group) => {
      const { phase, code: answer, detail } = group.refusal;
      return [
        formatCount(group.count),
        text(group.target),
        phase,
        `${code(answer)} ${text(detail ?? '')}`,
        code(refusalCause(group)),
        `**${group.certainty}**: ${text(group.reason)}`,
        text(group.remedy ?? ''),
      ];
    }),
  );
}

function targetLines({ targets }: Summary): string[] {
  return table(
    'Targets',
    ['target', 'opened', 'refused', 'dropped', 'expected', 'open at end', 'rtt p50 / p99'],
    targets.map((target) => [
      text(target.name) + (target.insecure ? ' (TLS not verified)' : ''),
      `${formatCount(target.opened)} of ${formatCount(target.connections)}`,
      formatCount(target.refused),
      `${formatCount(target.dropped)}${target.opened > 0 ? ` (${formatShare(target.dropped / target.opened)})` : ''}`,
      formatCount(target.expectedDrops),
      formatCount(target.openAtEnd),
      target.rttMs.p50 === null
        ? '–'
        : `${formatMs(target.rttMs.p50)} / ${formatMs(target.rttMs.p99!)}`,
    ]),
  );
}

function limitLines({ limits }: Summary): string[] {
  return table(
    'Limits',
    ['outcome', 'limit', 'target', 'why'],
    byOutcome(limits).map(({ outcome, hop, setting, configuredMs, target, sentence }) => [
      LIMIT_MARK[outcome] + LIMIT_OUTCOMES[outcome].word,
      code(`${hop} ${setting} ${configuredMs / 1_000} s`),
      text(target),
      text(sentence),
    ]),
  );
}

function replacementLines(view: Analysis): string[] {
  return replacementsOf(view).flatMap((pair) =>
    table(
      `${text(pair.old)} replaced by ${text(pair.new)}`,
      ['', 'old', 'new'],
      pair.rows.map(({ title, old, new: fresh }) => [
        title,
        old.map(text).join('<br>'),
        fresh.map(text).join('<br>'),
      ]),
    ),
  );
}

function listLines(title: string, sentences: readonly string[]): string[] {
  if (sentences.length === 0) return [];
  const shown = sentences.slice(0, ROWS_MAX).map((sentence) => `- ${text(sentence)}`);
  return ['', `### ${title}`, '', ...shown, ...moreLines(sentences.length - shown.length)];
}

function table(title: string, columns: readonly string[], rows: readonly string[][]): string[] {
  if (rows.length === 0) return [];
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  const shown = rows.slice(0, ROWS_MAX).map(line);
  const more = moreLines(rows.length - shown.length);
  return ['', `### ${title}`, '', line(columns), line(columns.map(() => '---')), ...shown, ...more];
}

function moreLines(left: number): string[] {
  return left > 0 ? ['', `… and ${formatCount(left)} more in summary.json`] : [];
}

function code(words: string): string {
  return words === '' ? '' : `<code>${text(words)}</code>`;
}

function withinBytes(lines: readonly string[]): string {
  const encoder = new TextEncoder();
  const kept: string[] = [];
  let bytes = 0;
  for (const line of lines) {
    bytes += encoder.encode(line).length + 1;
    if (bytes > BYTES_MAX) {
      const inFence = kept.filter((known) => known.startsWith('```')).length % 2 === 1;
      const left = formatCount(lines.length - kept.length);
      if (inFence) kept.push('```');
      kept.push('', `**Cut here: ${left} more lines do not fit. See the HTML report.**`);
      break;
    }
    kept.push(line);
  }
  return `${kept.join('\n')}\n`;
}
