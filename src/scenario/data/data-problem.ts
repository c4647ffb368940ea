import type { Rows } from './rows.ts';

/** What is wrong in a data file. It never quotes a cell, which may be a secret. */
export interface DataProblem {
  readonly line: number;
  readonly column: number;
  readonly message: string;
  readonly hint: string;
}

/** More problems of one file than anybody reads. */
export const DATA_PROBLEMS_MAX = 20;

/** The rows of a file, or what is wrong in it. */
export type ReadRows =
  | { readonly ok: true; readonly rows: Rows }
  | { readonly ok: false; readonly problems: readonly DataProblem[] };

const COLUMN = /^[A-Za-z_][\w-]{0,63}$/;

/** What is wrong with the names of the columns. */
export function columnProblems(columns: readonly string[]): readonly DataProblem[] {
  const problems: DataProblem[] = [];
  for (const [index, name] of columns.entries()) {
    const place = { line: 1, column: index + 1 };
    const hint = 'the first line names the columns: letters, digits, _ and -';
    if (!COLUMN.test(name)) {
      const message = `The name of column ${index + 1} cannot be used in \${data.…}`;
      problems.push({ ...place, message, hint });
    } else if (columns.indexOf(name) < index) {
      const message = `The column ${name} appears twice`;
      problems.push({ ...place, message, hint: 'rename one of them' });
    }
  }
  return problems.slice(0, DATA_PROBLEMS_MAX);
}
