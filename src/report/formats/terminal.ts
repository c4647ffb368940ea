import type { Analysis } from '../../analysis/analyze.ts';
import { formatCount, formatHours, formatShare } from '../../analysis/figures.ts';
import type { DropGroup, Summary } from '../../analysis/summary/summary.ts';
import { padEnd, truncate, wrap } from '../../base/text.ts';
import { readingLines } from '../../path/reading.ts';
import type { Scenario } from '../../scenario/scenario.ts';
import { addressLines } from '../text/address-text.ts';
import { adviceFor } from '../text/advice.ts';
import { causeOf, headlineOf, sawOf } from '../text/drop-text.ts';
import { COLUMNS, labelled } from '../text/layout.ts';
import { contradictedLimits } from '../text/limit-text.ts';
import { mainCause } from '../text/main-cause.ts';
import { logText, otherSideText } from '../text/other-side-text.ts';
import type { Paint } from '../text/paint.ts';
import { costlyEvents, droppedWords, returnOf, stormOf } from '../text/recovery-text.ts';
import { refusalCause, refusalHeadline } from '../text/refusal-text.ts';
import { replacementsOf } from '../text/replaced-text.ts';
import { spreadLines } from '../text/spread-text.ts';
import { moment, plural, span } from '../text/words.ts';

/** Groups shown on the screen; the other reports have the rest. */
const GROUPS_MAX = 5;
const LINES_OF_A_KIND_MAX = 6;
const EVENTS_MAX = 3;
const READING_MAX = 6;

/** The final screen: verdict, drops by cause, thresholds, and what the run proves. At most 80 columns. */
export function terminalReport(
  view: Analysis,
  { paint, folder }: { paint: Paint; folder: string },
): string {
  const { summary } = view;
  const { scenario } = view;
  const { startedAt } = summary.run;
  const unwanted = summary.dropGroups.filter(({ expected }) => !expected);
  return [
    ...verdictLines(summary, paint),
    ...readingLines(scenario.path.reading)
      .slice(0, READING_MAX)
      .flatMap((line) => labelled('', line, { indent: 2, labelWidth: 0 })),
    '',
    ...unwanted
      .slice(0, GROUPS_MAX)
      .flatMap((group, index) => dropLines(group, index + 1, { scenario, startedAt, paint })),
    ...moreLine(
      unwanted.length - GROUPS_MAX,
      `more ${plural(unwanted.length - GROUPS_MAX, 'group')} of drops`,
    ),
    ...refusalLines(summary, paint),
    ...eventLines(summary),
    ...limitLines(summary, paint),
    ...replacementLines(view, paint),
    ...thresholdLines(summary, paint),
    ...(unwanted.length === 0 ? provesLines(summary) : []),
    ...listLines('address', addressLines(summary.addresses)),
    ...listLines('spread', spreadLines(summary.spread)),
    ...listLines('logs', summary.logs.map(logText)),
    ...listLines('not covered', summary.notCovered),
    ...listLines('note', summary.warnings),
    '',
    footerLine(summary, folder),
    '',
  ].join('\n');
}

function verdictLines(summary: Summary, paint: Paint): string[] {
  const { verdict, run, targets, warnings } = summary;
  const sum = (pick: (target: Summary['targets'][number]) => number) =>
    targets.reduce((total, target) => total + pick(target), 0);
  const opened = sum(({ opened }) => opened);
  const dropped = sum(({ dropped }) => dropped);
  const badge = { pass: ' PASS ', fail: ' FAIL ', inconclusive: ' INCONCLUSIVE ' }[verdict];
  const tone = { pass: 'good', fail: 'bad', inconclusive: 'warning' } as const;
  const share = opened === 0 ? '' : ` (${formatShare(dropped / opened)})`;
  const story =
    dropped === 0
      ? `${formatCount(opened)} ${plural(opened, 'connection')}, ${span(run.durationMs)}`
      : `${formatCount(dropped)} of ${formatCount(opened)} ${plural(opened, 'connection')} dropped${share}`;
  const name = truncate(run.name, COLUMNS - badge.length - story.length - 4);
  const lines = [`${paint(tone[verdict], badge)} ${paint('strong', name)}  ${story}`];
  const doubt = verdict === 'inconclusive' ? warnings[0] : undefined;
  const first = [doubt, mainCause(summary)?.sentence].filter((part) => part !== undefined);
  for (const part of first) lines.push(...wrap(part, COLUMNS - 2).map((line) => `  ${line}`));
  if (verdict === 'pass' && dropped === 0) {
    lines.push('', `  No unexpected drop in ${formatHours(run.connectionHours)} connection-hours.`);
  }
  return lines;
}

function dropLines(
  group: DropGroup,
  number: number,
  { scenario, startedAt, paint }: { scenario: Scenario; startedAt: string; paint: Paint },
): string[] {
  const advice = adviceFor(group, scenario);
  const cause = causeOf(group);
  const lines = [
    paint('strong', truncate(`  ${number}  ${headlineOf(group)}`, COLUMNS)),
    ...labelled('saw', sawOf(group, startedAt)),
    ...(cause === '' ? [] : labelled('cause', cause)),
    ...labelled(cause === '' ? 'cause' : '', `${group.certainty}: ${group.reason}`),
    ...group.otherSides.flatMap((side) => labelled('log', otherSideText(side))),
  ];
  if (advice !== undefined) {
    for (const { where, minus, plus } of advice) {
      lines.push(...labelled('change', where));
      for (const line of minus) lines.push(paint('bad', `             - ${line}`));
      for (const line of plus) lines.push(paint('good', `             + ${line}`));
    }
  } else if (group.evidenceNeeded !== null) lines.push(...labelled('next', group.evidenceNeeded));
  return [...lines, ''];
}

function refusalLines({ refusalGroups }: Summary, paint: Paint): string[] {
  if (refusalGroups.length === 0) return [];
  const lines = refusalGroups.slice(0, LINES_OF_A_KIND_MAX).flatMap((group) => {
    const { certainty, reason, evidenceNeeded, remedy } = group;
    const cause = refusalCause(group);
    return [
      `  ${paint('bad', '✗')} ${truncate(refusalHeadline(group), COLUMNS - 4)}`,
      ...(cause === '' ? [] : labelled('cause', cause)),
      ...labelled(cause === '' ? 'cause' : '', `${certainty}: ${reason}`),
      ...(remedy === null ? [] : labelled('try', remedy)),
      ...(evidenceNeeded === null ? [] : labelled('next', evidenceNeeded)),
    ];
  });
  const left = refusalGroups.length - LINES_OF_A_KIND_MAX;
  return ended(lines, left, `more ${plural(left, 'kind')} of refusal`);
}

/** The cost of the events, the costliest first. */
function eventLines({ events, run }: Summary): string[] {
  const costly = costlyEvents(events);
  if (costly.length === 0) return [];
  const lines = costly.slice(0, EVENTS_MAX).flatMap(({ atMs, label, recovery }) => {
    const cost = `${droppedWords(recovery)}, ${returnOf(recovery)}`;
    const words = [`${label}: ${cost}`, stormOf(recovery)].filter((part) => part !== '').join('; ');
    return labelled(moment(atMs, run.startedAt), words, { indent: 2, labelWidth: 18 });
  });
  const left = costly.length - EVENTS_MAX;
  return ended(lines, left, `more ${plural(left, 'event')} with drops`);
}

/** Limits that do not act as they are listed. */
function limitLines({ limits }: Summary, paint: Paint): string[] {
  const contradicted = contradictedLimits(limits);
  if (contradicted.length === 0) return [];
  const lines = contradicted.slice(0, LINES_OF_A_KIND_MAX).flatMap(({ outcome, sentence }) => {
    const mark = paint(outcome === 'broken-early' ? 'bad' : 'warning', '!');
    const [first = '', ...rest] = wrap(sentence, COLUMNS - 4);
    return [`  ${mark} ${first}`, ...rest.map((line) => `    ${line}`)];
  });
  const left = contradicted.length - LINES_OF_A_KIND_MAX;
  return ended(lines, left, `more ${plural(left, 'limit')} not acting as listed`);
}

/** Targets that replace others, side by side. */
function replacementLines(view: Analysis, paint: Paint): string[] {
  return replacementsOf(view).flatMap((pair) => [
    `  ${paint('strong', truncate(`${pair.old} -> ${pair.new}`, COLUMNS - 2))}`,
    ...pair.rows.flatMap(({ title, old, new: fresh }) => [
      `    ${title}`,
      ...labelled('old', old.join('; '), REPLACEMENT),
      ...labelled('new', fresh.join('; '), REPLACEMENT),
    ]),
    '',
  ]);
}

const REPLACEMENT = { indent: 6, labelWidth: 5 };

function thresholdLines({ thresholds }: Summary, paint: Paint): string[] {
  const width = Math.min(46, Math.max(0, ...thresholds.map(({ expression }) => expression.length)));
  return thresholds.flatMap(({ expression, ok, hasData, detail }) => {
    const mark = ok ? paint('good', '✓') : hasData ? paint('bad', '✗') : paint('warning', '?');
    const [first = '', ...rest] = wrap(detail, COLUMNS - width - 6);
    const label = padEnd(truncate(expression, width), width);
    return [`  ${mark} ${label}  ${first}`, ...rest.map((line) => ' '.repeat(width + 6) + line)];
  });
}

function provesLines({ proves }: Summary): string[] {
  return proves.length === 0
    ? []
    : ['', ...labelled('Proves', proves[0]!, { indent: 2, labelWidth: 8 })];
}

function listLines(label: string, texts: readonly string[]): string[] {
  if (texts.length === 0) return [];
  const shown = texts.slice(0, LINES_OF_A_KIND_MAX);
  const lines = shown.flatMap((text) => labelled(label, text, { indent: 2, labelWidth: 13 }));
  return [
    '',
    ...lines,
    ...moreLine(texts.length - shown.length, `more under "${label}" in the report`),
  ];
}

/** A block of lines with an empty one behind it. */
function ended(lines: readonly string[], left: number, what: string): string[] {
  return [...lines, ...(left > 0 ? moreLine(left, what) : [''])];
}

function moreLine(count: number, what: string): string[] {
  return count > 0 ? [`     … and ${formatCount(count)} ${what}`, ''] : [];
}

function footerLine({ exitCode }: Summary, folder: string): string {
  const exit = `exit ${exitCode}`;
  return `  ${padEnd(truncate(folder, COLUMNS - exit.length - 4), COLUMNS - exit.length - 3)} ${exit}`;
}
