import { formatCount } from '../../base/units.ts';
import {
  columnProblems,
  DATA_PROBLEMS_MAX,
  type DataProblem,
  type ReadRows,
} from './data-problem.ts';
import { ROWS_MAX, RowsBuilder } from './rows.ts';

const LINE_FEED = 0x0a;

/** Reads one JSON object per line; the keys of the first one are the columns. */
export function readJsonLines(file: Buffer): ReadRows {
  const builder = new RowsBuilder(file.length * 2);
  const problems: DataProblem[] = [];
  let columns: readonly string[] | undefined;
  let line = 0;
  for (let at = 0; at < file.length && problems.length < DATA_PROBLEMS_MAX; ) {
    const found = file.indexOf(LINE_FEED, at);
    const end = found < 0 ? file.length : found;
    line += 1;
    const text = file.toString('utf8', at, end).trim();
    at = end + 1;
    if (text === '') continue;
    const row = objectOf(text);
    if (row === undefined) {
      const message = `Line ${formatCount(line)} is not a JSON object`;
      problems.push({ line, column: 1, message, hint: '{"user":"a","token":"…"} on each line' });
      continue;
    }
    if (columns === undefined) {
      columns = Object.keys(row);
      problems.push(...columnProblems(columns));
    }
    const missing = columns.find((name) => !Object.hasOwn(row, name));
    if (missing !== undefined) {
      const message = `Line ${formatCount(line)} has no ${missing}, which the first line has`;
      problems.push({ line, column: 1, message, hint: 'the same keys in every line' });
      continue;
    }
    for (const name of columns) {
      const cell = Buffer.from(textOf(row[name]));
      builder.addBytes(cell, 0, cell.length);
      builder.endCell();
    }
    builder.endRow(line);
    if (builder.count > ROWS_MAX)
      problems.push({
        line,
        column: 1,
        message: `The file has more than ${formatCount(ROWS_MAX)} rows`,
        hint: 'split it',
      });
  }
  if (columns === undefined && problems.length === 0)
    problems.push({
      line: 1,
      column: 1,
      message: 'The file is empty',
      hint: 'one JSON object per line',
    });
  if (columns === undefined || problems.length > 0) return { ok: false, problems };
  return { ok: true, rows: builder.build(columns) };
}

function objectOf(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
    return isObject ? (value as Record<string, unknown>) : undefined;
  } catch (error) {
    // The caller says which line it is; what stands in it may be a secret.
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
