import { findEach, isTest, type Source } from './source.ts';

const FILE_LINES = 300;
const FUNCTION_LINES = 60;

/** Files are short and functions fit on a screen. Files of tests may be longer, their functions not. */
export function sizes(sources: readonly Source[]): readonly string[] {
  return findEach(sources, function* ({ name, lines }) {
    if (!isTest(name) && lines.length > FILE_LINES)
      yield `: ${lines.length} lines, at most ${FILE_LINES}`;
    for (const [start, line] of lines.entries()) {
      const indent = functionIndent(line);
      if (indent === undefined) continue;
      // A method of an object literal ends with a comma.
      const isEnd = (one: string) => one === `${indent}}` || one === `${indent}},`;
      const length = lines.slice(start).findIndex(isEnd) + 1;
      if (length > FUNCTION_LINES)
        yield `:${start + 1}: a function of ${length} lines, at most ${FUNCTION_LINES}`;
    }
  });
}

/** The indentation of a function or method that begins on this line. */
function functionIndent(line: string): string | undefined {
  if (/^\s*(if|for|while|switch|catch)\b|=> \{$/.test(line)) return undefined;
  return /^(\s*)(export )?(async )?(function\b|(static |async |get |set )*[#*]?\w+\(.*\{$)/.exec(
    line,
  )?.[1];
}
