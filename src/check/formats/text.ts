import type { Position, Problem } from '../../base/problem.ts';
import type { Note } from '../../objects/object.ts';
import { notUnderstoodLines, readingLine } from '../../path/reading.ts';
import type { Checked } from '../check.ts';
import { printDiff } from '../fix.ts';
import { type Finding, SEVERITIES, type Severity } from '../rule.ts';
import type { Sources } from '../sources.ts';
import { printWays } from '../ways.ts';
import type { Format } from './format.ts';
import { plainText, wrap } from './plain-text.ts';

const WIDTH = 80;

/** Longer lines are generated and are not shown. */
const LINE_SHOWN_MAX = 300;

/** For people: each finding with its line, the values and the fix. */
export const text: Format = {
  name: 'text',
  print: (checked) => {
    const { findings, problems, subject } = checked;
    const parts = [
      ...problems.map((problem) => printProblem(problem, subject.sources)),
      ...findings.map((finding) => printFinding(finding, subject.sources)),
      printWays(subject),
      printNotes(subject.notes.filter(isNoFinding).map(({ message }) => message)),
      summary(checked),
    ];
    return `${parts.filter((part) => part !== '').join('\n\n')}\n`;
  },
};

function printProblem({ at, message, hint, sourceLine }: Problem, sources: Sources): string {
  const line = sourceLine ?? sources.line(at.file, at.line);
  const lines = [`unreadable ${plainText(message)}`, ...source(at, line)];
  return [
    ...lines,
    ...(hint === undefined ? [] : wrap(`hint  ${plainText(hint)}`, indent(6))),
  ].join('\n');
}

function printFinding(finding: Finding, sources: Sources): string {
  const { severity, rule, object, message, effective, written, fix } = finding;
  const values = [
    ...(written === undefined ? [] : [`written ${written}`]),
    ...(effective === undefined ? [] : [`in force ${effective}`]),
  ];
  return [
    ...wrap(`${severity} ${rule} ${plainText(object)}`, {
      width: WIDTH,
      first: '',
      rest: '  ',
    }),
    ...wrap(plainText(message), { width: WIDTH, first: '  ', rest: '  ' }),
    ...source(finding.at, sources.line(finding.at.file, finding.at.line)),
    ...(values.length === 0 ? [] : wrap(plainText(values.join(', ')), indent(2))),
    ...(fix === undefined ? [] : wrap(`fix   ${plainText(fix.advice)}`, indent(8))),
    ...(fix === undefined ? [] : change(fix)),
  ].join('\n');
}

/** The line, with a caret under the position. */
function source(at: Position, line: string | undefined): readonly string[] {
  const where = at.line === 0 ? at.file : `${at.file}:${at.line}:${at.column}`;
  if (line === undefined || line.length > LINE_SHOWN_MAX) return [`  --> ${plainText(where)}`];
  const caret = ' '.repeat(Math.max(0, at.column - 1));
  return [`  --> ${plainText(where)}`, `   |  ${plainText(line)}`, `   |  ${caret}^`];
}

function change(fix: NonNullable<Finding['fix']>): readonly string[] {
  if (fix.edits.length > 0)
    return printDiff(fix.edits)
      .trimEnd()
      .split('\n')
      .map((line) => `        ${plainText(line)}`);
  if (fix.snippet === undefined) return [];
  const lines = fix.snippet.lines.map((line) => `        +${plainText(line)}`);
  return [...wrap(`in ${fix.snippet.where}:`, indent(8)), ...lines];
}

/** A way or a proxy that was not understood is among the findings. */
function isNoFinding({ unknown }: Note): boolean {
  return unknown === undefined || unknown === 'front';
}

function printNotes(notes: readonly string[]): string {
  return notes
    .flatMap((note) =>
      wrap(`note  ${plainText(note)}`, { width: WIDTH, first: '', rest: '      ' }),
    )
    .join('\n');
}

/** What the rest rests on: how much was read, and what of it was understood. */
function printReading({ reading }: Checked['subject']): readonly string[] {
  const lines = notUnderstoodLines(reading);
  const more = lines.length - NOT_UNDERSTOOD_MAX;
  const shown = [
    ...lines.slice(0, NOT_UNDERSTOOD_MAX),
    ...(more > 0 ? [`… and ${more} more kinds`] : []),
  ];
  return [
    ...wrap(readingLine(reading), { width: WIDTH, first: '', rest: '  ' }),
    ...shown.flatMap((line) =>
      wrap(`not understood: ${plainText(line)}`, { width: WIDTH, first: '  ', rest: '    ' }),
    ),
  ];
}

const NOT_UNDERSTOOD_MAX = 20;

function summary({ findings, problems, accepted, baseline, subject }: Checked): string {
  const counts = SEVERITIES.map((severity) => count(findings, severity));
  const unreadable = problems.length === 0 ? [] : [`${problems.length} unreadable`];
  const found = findings.length === 0 ? ['no findings'] : counts;
  const known = accepted.filter((one) => one.accepted.kind === 'baseline').length;
  const silenced = accepted.length - known;
  const rest = [
    ...(silenced === 0 ? [] : [`${silenced} accepted in the files`]),
    ...(known === 0 ? [] : [`${known} in the baseline`]),
  ];
  const gone = baseline?.goneCount ?? 0;
  return [
    ...printReading(subject),
    [...found, ...unreadable, ...rest].join(', '),
    ...(gone === 0 ? [] : [`${gone} of the baseline no longer found: --write-baseline`]),
    ...(findings.length === 0 ? [] : ['soak check --explain RULE shows the reasons']),
  ].join('\n');
}

function count(findings: readonly Finding[], severity: Severity): string {
  const total = findings.filter((finding) => finding.severity === severity).length;
  const plural = total === 1 || severity === 'info' ? '' : 's';
  return `${total} ${severity}${plural}`;
}

function indent(columns: number) {
  return { width: WIDTH, first: '  ', rest: ' '.repeat(columns) };
}
