import type { Problem } from '../../base/problem.ts';
import { readingLine } from '../../path/reading.ts';
import type { Finding } from '../rule.ts';
import type { Format } from './format.ts';

const LEVEL = { error: 'error', warning: 'warning', info: 'notice' } as const;

/** Workflow commands, which GitHub shows as annotations, at most ten of each kind per step. */
export const github: Format = {
  name: 'github',
  print: ({ findings, problems, subject }) =>
    [
      `::notice title=soak check::${data(readingLine(subject.reading))}`,
      ...problems.map(problemCommand),
      ...findings.map(findingCommand),
    ]
      .map((line) => `${line}\n`)
      .join(''),
};

function problemCommand({ at, message }: Problem): string {
  return command('error', { at, title: 'unreadable', message });
}

function findingCommand({ at, severity, rule, message, fix }: Finding): string {
  const advice = fix === undefined ? '' : `\nfix: ${fix.advice}`;
  return command(LEVEL[severity], { at, title: rule, message: message + advice });
}

function command(
  level: string,
  { at, title, message }: Pick<Problem, 'at' | 'message'> & { readonly title: string },
): string {
  const place = at.line === 0 ? '' : `,line=${at.line},col=${at.column}`;
  return `::${level} file=${property(at.file)}${place},title=${property(title)}::${data(message)}`;
}

function data(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function property(text: string): string {
  return data(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
