import type { Problem } from '../../../base/problem.ts';
import { formatCount } from '../../../base/units.ts';
import { readCsv } from '../../data/csv.ts';
import type { DataProblem, ReadRows } from '../../data/data-problem.ts';
import { readJsonLines } from '../../data/jsonl.ts';
import type { Rows } from '../../data/rows.ts';
import type { DataSource } from '../../data/source.ts';
import type { WrittenSource } from '../../schema/data.ts';
import { type Findings, hintFor } from '../../text/findings.ts';
import type { Surroundings } from '../../text/references.ts';

/** A source with its rows. */
export interface LoadedSource {
  readonly source: DataSource;
  readonly rows: Rows;
  /** Must not repeat among the rows in use. */
  readonly key?: string;
}

export type Sources = ReadonlyMap<string, LoadedSource>;

interface DataContext {
  readonly findings: Findings;
  readonly surroundings: Surroundings;
}

/** Reads every data file; what is wrong in one is a problem at its own line. */
export function buildData(
  written: Readonly<Record<string, WrittenSource>> | undefined,
  context: DataContext,
): Sources {
  const sources = new Map<string, LoadedSource>();
  for (const [name, one] of Object.entries(written ?? {})) {
    const rows = readRows(name, one, context);
    if (rows === undefined) continue;
    checkColumns(name, one, { rows, findings: context.findings });
    sources.set(name, {
      source: {
        name,
        file: one.file,
        columns: rows.columns,
        rows: rows.count,
        pick: one.pick ?? 'in-order',
        skip: one.skip ?? 0,
        repeats: one['when-short'] === 'repeat' || one.pick === 'random',
        show: one.show ?? [],
      },
      rows,
      ...(one.key !== undefined && { key: one.key }),
    });
  }
  return sources;
}

function readRows(
  name: string,
  { file, format }: WrittenSource,
  { findings, surroundings }: DataContext,
): Rows | undefined {
  const place = ['data', name, 'file'];
  const kind = format ?? formatOf(file);
  if (kind === undefined) {
    const message = `Cannot tell the format of ${file} by its name`;
    findings.add(place, message, 'format: csv, or format: jsonl');
    return undefined;
  }
  let bytes: Buffer;
  try {
    if (surroundings.readData === undefined) throw new Error('no files');
    bytes = surroundings.readData(file);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? (error as Error).message;
    const found = code === 'ENOENT' ? 'it does not exist' : code;
    const hint = 'a readable file, named relative to the scenario';
    findings.add(place, `Cannot read ${file}: ${found}`, hint);
    return undefined;
  }
  const read: ReadRows = kind === 'csv' ? readCsv(bytes) : readJsonLines(bytes);
  if (!read.ok) {
    findings.push(...read.problems.map((problem) => problemIn(file, problem)));
    return undefined;
  }
  if (read.rows.count > 0) return read.rows;
  findings.add(place, `${file} has no rows`, 'at least one line below the names');
  return undefined;
}

function formatOf(file: string): 'csv' | 'jsonl' | undefined {
  const ending = /\.([a-z]+)$/i.exec(file)?.[1]?.toLowerCase();
  if (ending === 'csv' || ending === 'tsv') return 'csv';
  return ending === 'jsonl' || ending === 'ndjson' ? 'jsonl' : undefined;
}

/** A problem of a data file. It has no source line, which may hold secrets. */
export function problemIn(file: string, { line, column, message, hint }: DataProblem): Problem {
  return { at: { file, line, column }, message, hint };
}

function checkColumns(
  name: string,
  written: WrittenSource,
  { rows, findings }: { readonly rows: Rows; readonly findings: Findings },
): void {
  const named = [
    ...(written.key === undefined ? [] : [{ path: ['key'], column: written.key }]),
    ...(written.show ?? []).map((column, index) => ({ path: ['show', index], column })),
  ];
  for (const { path, column } of named) {
    if (rows.columns.includes(column)) continue;
    const message = `${written.file} has no column ${column}`;
    findings.add(['data', name, ...path], message, hintFor(column, rows.columns));
  }
  if ((written.skip ?? 0) < rows.count) return;
  const message = `Cannot skip ${formatCount(written.skip ?? 0)} rows: ${written.file} has ${formatCount(rows.count)}`;
  findings.add(['data', name, 'skip'], message, 'fewer than it has');
}
