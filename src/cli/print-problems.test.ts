import assert from 'node:assert/strict';
import { test } from 'node:test';
import { plain } from '../report/text/paint.ts';
import { problemsText } from './print-problems.ts';

const at = { file: 's.yaml', line: 3, column: 8 };

test('problemsText() shows place, message, line, caret and hint, and counts', () => {
  assert.equal(
    problemsText(
      [
        {
          at,
          message: 'Unknown key "hodl"',
          hint: 'did you mean hold?',
          sourceLine: 'load: { hodl: 3h }',
        },
        { at: { file: 's.yaml', line: 0, column: 0 }, message: 'Cannot read it' },
      ],
      plain,
    ),
    `s.yaml:3:8
  Unknown key "hodl"
    | load: { hodl: 3h }
    |        ^
    did you mean hold?

s.yaml
  Cannot read it

2 problems
`,
  );
});

test('problemsText() puts the caret under wide characters and tabs where they are', () => {
  const caretLine = (sourceLine: string, column: number) =>
    problemsText([{ at: { ...at, column }, message: 'x', sourceLine }], plain).split('\n')[3];
  assert.equal(caretLine('连接: x', 5), '    |       ^');
  assert.equal(caretLine('\t\ta: x', 6), '    |    ^');
  assert.equal(caretLine('a: b', 5), '    |     ^');
});

test('problemsText() keeps to 80 columns around the place in a long line', () => {
  const sourceLine = `a: [${'word, '.repeat(500)}HERE${', word'.repeat(500)}]`;
  const column = sourceLine.indexOf('HERE') + 1;
  const lines = problemsText([{ at: { ...at, column }, message: 'x', sourceLine }], plain).split(
    '\n',
  );
  const [shown, caret] = [lines[2]!, lines[3]!];
  assert.ok(lines.every((line) => line.length <= 80));
  assert.equal(shown.slice(caret.indexOf('^'), caret.indexOf('^') + 4), 'HERE');
});

test('problemsText() prints nothing that a terminal would act on', () => {
  const hostile = '\u001b[31m\u202ered\u0007';
  const text = problemsText(
    [{ at: { ...at, file: hostile }, message: hostile, hint: hostile, sourceLine: hostile }],
    plain,
  );
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not be there
  assert.doesNotMatch(text, /[\u0000-\u0009\u000b-\u001f\u202e]/);
});

test('problemsText() stops after 50 problems, and says how many more there are', () => {
  const problems = Array.from({ length: 60 }, () => ({ at, message: 'x' }));
  const text = problemsText(problems, plain);
  assert.match(text, /… and 10 more\n60 problems\n$/);
});

test('problemsText() paints place and message', () => {
  const text = problemsText([{ at, message: 'wrong' }], (tone, words) => `<${tone}>${words}</>`);
  assert.equal(text, '<strong>s.yaml:3:8</>\n  <bad>wrong</>\n\n1 problem\n');
});
