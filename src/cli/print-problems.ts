import type { Problem } from '../base/problem.ts';
import { sanitize, takeColumns, truncate, widthOf, wrap } from '../base/text.ts';
import { paintFor } from '../extensions/screen/paint-for.ts';
import { type Paint, plain } from '../report/text/paint.ts';
import type { System } from './system.ts';

const COLUMNS = 80;
/** The margin in front of a source line. */
const MARGIN = '    | ';
/** More problems than fit on a few screens are of no use. */
const PROBLEMS_MAX = 50;

/** Prints all problems on standard error. */
export function printProblems(problems: readonly Problem[], system: System): void {
  const paint = system.stderr.isTTY ? paintFor({ ...system, stdout: system.stderr }) : plain;
  system.stderr.write(problemsText(problems, paint));
}

/** Position, message, the line with a caret under it, and the hint. */
export function problemsText(problems: readonly Problem[], paint: Paint): string {
  const shown = problems.slice(0, PROBLEMS_MAX).map((problem) => problemText(problem, paint));
  const more = problems.length - shown.length;
  const count = `${problems.length} ${problems.length === 1 ? 'problem' : 'problems'}`;
  return `${shown.join('\n')}\n${more > 0 ? `… and ${more} more\n` : ''}${count}\n`;
}

function problemText({ at, message, hint, sourceLine }: Problem, paint: Paint): string {
  const place = at.line === 0 ? at.file : `${at.file}:${at.line}:${at.column}`;
  const lines = [
    paint('strong', sanitize(place, 1_000)),
    ...wrap(sanitize(message, 1_000), COLUMNS - 2).map((line) => `  ${paint('bad', line)}`),
  ];
  if (sourceLine !== undefined && at.line > 0)
    lines.push(...caretLines(sourceLine, { column: at.column, paint }));
  if (hint !== undefined)
    lines.push(...wrap(sanitize(hint, 1_000), COLUMNS - 4).map((line) => `    ${line}`));
  return `${lines.join('\n')}\n`;
}

/** The line from its first word on, or from shortly before the position if it is long. */
function caretLines(
  sourceLine: string,
  { column, paint }: { readonly column: number; readonly paint: Paint },
): string[] {
  const width = COLUMNS - MARGIN.length;
  let before = visible(sourceLine.slice(0, column - 1)).trimStart();
  if (widthOf(before) > width / 2) before = `…${lastColumns(before, Math.floor(width / 2))}`;
  const after = truncate(visible(sourceLine.slice(column - 1)), width - widthOf(before));
  const caret = ' '.repeat(widthOf(before));
  return [`${MARGIN}${before}${after}`.trimEnd(), `${MARGIN}${caret}${paint('bad', '^')}`];
}

/** One column per tab, and nothing that a terminal would act on. */
function visible(text: string): string {
  // Of an endless line, only the part around the position is shown.
  const near = text.length > 2_000 ? text.slice(0, 1_000) + text.slice(-1_000) : text;
  const indent = /^\s*/.exec(near)![0].length;
  const end = near.length - near.trimEnd().length;
  const clean = sanitize(near.replaceAll('\t', ' '), 2_000);
  return ' '.repeat(indent) + clean + (clean === '' ? '' : ' '.repeat(end));
}

function lastColumns(text: string, width: number): string {
  const reversed = [...text].reverse().join('');
  return [...takeColumns(reversed, width)].reverse().join('');
}
