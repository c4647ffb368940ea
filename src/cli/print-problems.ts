import type { Problem } from '../base/problem.ts';
import { COLUMNS, wrapped } from '../report/layout.ts';
import { type Paint, plain } from '../report/paint.ts';
import { paintFor } from './paint-for.ts';
import type { System } from './system.ts';

/** More problems than fit on a few screens help nobody. */
const PROBLEMS_MAX = 50;

/** Prints all problems on standard error. */
export function printProblems(problems: readonly Problem[], system: System): void {
  const paint = system.stderr.isTTY ? paintFor({ ...system, stdout: system.stderr }) : plain;
  system.stderr.write(problemsText(problems, paint));
}

/** Place, message, the line with a caret under it, and what would be right. */
export function problemsText(problems: readonly Problem[], paint: Paint): string {
  const shown = problems.slice(0, PROBLEMS_MAX).map((problem) => problemText(problem, paint));
  const more = problems.length - shown.length;
  const count = `${problems.length} ${problems.length === 1 ? 'problem' : 'problems'}`;
  return `${shown.join('\n')}\n${more > 0 ? `… and ${more} more\n` : ''}${count}\n`;
}

function problemText({ at, message, hint, sourceLine }: Problem, paint: Paint): string {
  const place = at.line === 0 ? at.file : `${at.file}:${at.line}:${at.column}`;
  const lines = [
    paint('strong', place),
    ...wrapped(message, COLUMNS - 2).map((line) => `  ${paint('bad', line)}`),
  ];
  if (sourceLine !== undefined && at.line > 0) lines.push(...caretLines(sourceLine, at.column));
  if (hint !== undefined) lines.push(...wrapped(hint, COLUMNS - 4).map((line) => `    ${line}`));
  return `${lines.join('\n')}\n`;
}

function caretLines(sourceLine: string, column: number): string[] {
  // A long line is shown from a little before the place.
  const start = Math.max(0, column - 50);
  const text = sourceLine.slice(start, start + COLUMNS - 8).replaceAll('\t', ' ');
  return [`    | ${text}`, `    | ${' '.repeat(Math.max(0, column - 1 - start))}^`];
}
