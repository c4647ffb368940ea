import type { Problem } from '../../base/problem.ts';
import { notUnderstoodLines, type PathReading, readingLine } from '../../path/reading.ts';
import { printDiff } from '../fix.ts';
import type { Finding } from '../rule.ts';
import { RULES } from '../rules/all.ts';
import type { Format } from './format.ts';

/** One test case per rule; its errors and warnings make it fail. */
export const junit: Format = {
  name: 'junit',
  print: ({ findings, problems, subject }) => {
    const cases = RULES.map(({ id, title }) => ruleCase({ id, title }, findings));
    const reading = testCase('readable', {
      className: 'soak check',
      body: unreadable(problems) + readingOf(subject.reading),
    });
    const failures = cases.filter((one) => one.includes('<failure')).length;
    const total = cases.length + 1;
    const errors = problems.length > 0 ? 1 : 0;
    const counts = `tests="${total}" failures="${failures}" errors="${errors}" skipped="0"`;
    return `<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="soak check" ${counts} time="0">
<testsuite name="soak check" ${counts} time="0">
${[reading, ...cases].join('')}</testsuite>
</testsuites>
`;
  },
};

/** What was read, and what was not. */
function readingOf(reading: PathReading): string {
  const lines = notUnderstoodLines(reading).map((line) => `not understood: ${line}`);
  const text = [readingLine(reading), ...lines].join('\n');
  return `<system-out>${escapeXml(text)}</system-out>`;
}

/** A case can have only one result: further problems go into its text. */
function unreadable(problems: readonly Problem[]): string {
  const [first] = problems;
  if (first === undefined) return '';
  const text = problems.map((problem) => `${where(problem)} ${problem.message}`).join('\n');
  return resultOf('error', first, text);
}

function ruleCase(
  { id, title }: { id: string; title: string },
  findings: readonly Finding[],
): string {
  const own = findings.filter(({ rule }) => rule === id);
  const serious = own.filter(({ severity }) => severity !== 'info');
  // The format allows one failure per case; further findings go into its text.
  const [first] = serious;
  const body =
    first === undefined
      ? output(own)
      : resultOf('failure', first, serious.map(describe).join('\n\n'));
  return testCase(`${id}: ${title}`, { className: 'soak check', body });
}

function testCase(name: string, { className, body }: { className: string; body: string }): string {
  const head = `<testcase classname="${escapeXml(className)}" name="${escapeXml(name)}" time="0"`;
  return body === '' ? `${head}/>\n` : `${head}>${body}</testcase>\n`;
}

function resultOf(
  element: 'failure' | 'error',
  first: Pick<Problem, 'at' | 'message'>,
  text: string,
): string {
  return `<${element} message="${escapeXml(`${where(first)} ${first.message}`)}">${escapeXml(text)}</${element}>`;
}

function output(infos: readonly Finding[]): string {
  return infos.length === 0
    ? ''
    : `<system-out>${escapeXml(infos.map(describe).join('\n\n'))}</system-out>`;
}

function describe(finding: Finding): string {
  const { message, fix, object } = finding;
  const change = fix === undefined ? '' : `\nfix: ${fix.advice}\n${printDiff(fix.edits)}`;
  return `${where(finding)} ${object}\n${message}${change}`.trimEnd();
}

function where({ at }: Pick<Problem, 'at'>): string {
  return at.line === 0 ? at.file : `${at.file}:${at.line}:${at.column}`;
}

/** XML 1.0 allows no control characters at all, not even as references. */
function escapeXml(text: string): string {
  return text
    .replace(/[\p{Cc}\p{Cs}\ufffe\uffff]/gu, (char) => ('\t\n\r'.includes(char) ? char : '\ufffd'))
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
