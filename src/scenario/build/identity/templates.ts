import { formatCount } from '../../../base/units.ts';
import { DATA_PROBLEMS_MAX } from '../../data/data-problem.ts';
import { rowOfMember } from '../../data/member-rows.ts';
import { cellOf } from '../../data/rows.ts';
import type { EachRow } from '../../data/source.ts';
import type { Target } from '../../scenario.ts';
import { type Findings, hintFor } from '../../text/findings.ts';
import type { Step } from '../../text/source-text.ts';
import { columnsOf, type Template, templateOf } from '../../text/template.ts';
import { type LoadedSource, problemIn, type Sources } from './data.ts';

/** Where a cell ends up, and what it must not contain there. */
const FITS = {
  message: { not: undefined, what: '' },
  header: { not: /[^\t\x20-\x7e\x80-\xff]/, what: 'a header' },
  path: { not: /[^\x21-\x22\x24-\x7e]/, what: 'a part of a path' },
  subprotocol: { not: /[^!#$%&'*+\-.^_`|~\w]/, what: 'a subprotocol' },
  'server-name': { not: /[^\w.:-]/, what: 'a server name' },
} as const;

type TemplateUse = keyof typeof FITS;

interface Used {
  readonly column: string;
  readonly use: TemplateUse;
  /** The cell goes there as it is, not through an encoder. */
  readonly isBare: boolean;
}

/** Turns the texts of one target into templates, and remembers which cells go where. */
export class TargetTemplates {
  readonly #name: string;
  readonly #source: LoadedSource | undefined;
  readonly #findings: Findings;
  readonly used: Used[] = [];

  constructor(
    name: string,
    {
      each,
      sources,
      findings,
    }: { each: EachRow | undefined; sources: Sources; findings: Findings },
  ) {
    this.#name = name;
    this.#source = each && sources.get(each.source);
    this.#findings = findings;
  }

  /** The text that is meant, or a template when connections differ in it. */
  read(
    text: string,
    { path, use }: { readonly path: readonly Step[]; readonly use: TemplateUse },
  ): string | Template {
    const template = templateOf(text);
    if (typeof template === 'string') return template;
    for (const column of new Set(columnsOf(template))) this.#checkColumn(column, path);
    for (const part of template.parts) {
      if (typeof part === 'string') continue;
      if (part.column !== undefined)
        this.used.push({ column: part.column, use, isBare: part.through.length === 0 });
    }
    return template;
  }

  #checkColumn(column: string, path: readonly Step[]): void {
    const word = `data.${column}`;
    const cannot = `Cannot fill in \${${word}}`;
    if (this.#source === undefined) {
      const message = `${cannot}: target ${this.#name} takes no rows`;
      this.#findings.addAtWord(path, word, {
        message,
        hint: 'each: NAME, and data: { NAME: { file: … } }',
      });
      return;
    }
    const { source } = this.#source;
    if (source.columns.includes(column)) return;
    const message = `${cannot}: ${source.file} has no column ${column}`;
    this.#findings.addAtWord(path, word, { message, hint: hintFor(column, source.columns) });
  }
}

/** Cells of the rows in use that are empty, or cannot stand where they go. */
export function checkCells(
  target: Target,
  used: readonly Used[],
  { sources, seed, findings }: { sources: Sources; seed: number; findings: Findings },
): void {
  const loaded = target.each && sources.get(target.each.source);
  if (loaded === undefined) return;
  const { source, rows } = loaded;
  let problems = 0;
  const note = (row: number, column: number, [message, hint]: readonly [string, string]): void => {
    problems += 1;
    const line = rows.lines[row]!;
    findings.push(
      problemIn(source.file, {
        line,
        column: column + 1,
        message: `Line ${formatCount(line)}, column ${source.columns[column]}, ${message}`,
        hint,
      }),
    );
  };
  const uses = usesOf(used, source.columns);
  for (let member = 0; member < target.connections && problems < DATA_PROBLEMS_MAX; member += 1) {
    const row = rowOfMember(member, { target, source, seed });
    for (const { column, fits } of uses) {
      const cell = cellOf(rows, row, column);
      if (cell.length === 0) note(row, column, ['is empty', 'a value, or another column']);
      else if (fits.not?.test(cell.toString('latin1')) === true)
        note(row, column, [
          `cannot be ${fits.what}: it has a character that is not allowed there`,
          'an encoder such as |url',
        ]);
    }
  }
}

function usesOf(used: readonly Used[], columns: readonly string[]) {
  const seen = new Set<string>();
  return used.flatMap(({ column, use, isBare }) => {
    const index = columns.indexOf(column);
    const kind = isBare ? use : 'message';
    if (index < 0 || seen.has(`${column} ${kind}`)) return [];
    seen.add(`${column} ${kind}`);
    return [{ column: index, fits: FITS[kind] }];
  });
}
