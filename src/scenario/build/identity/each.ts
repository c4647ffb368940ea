import { formatCount, quoted } from '../../../base/units.ts';
import { DATA_PROBLEMS_MAX } from '../../data/data-problem.ts';
import { rowOfMember } from '../../data/member-rows.ts';
import { cellOf } from '../../data/rows.ts';
import type { EachRow } from '../../data/source.ts';
import type { Target } from '../../scenario.ts';
import type { WrittenTarget } from '../../schema/target.ts';
import { type Findings, hintFor } from '../../text/findings.ts';
import { type LoadedSource, problemIn, type Sources } from './data.ts';

/**
 * Deals the rows of each source over the targets that take them: the second begins where the first ended, so that no
 * two connections log in as the same user.
 */
export class RowDealer {
  readonly #sources: Sources;
  readonly #findings: Findings;
  readonly #taken = new Map<string, number>();

  constructor(sources: Sources, findings: Findings) {
    this.#sources = sources;
    this.#findings = findings;
  }

  /** The rows of a target, which may be none. */
  eachOf(name: string, written: WrittenTarget): EachRow | undefined {
    const { each } = written;
    if (each === undefined) return undefined;
    const source = typeof each === 'string' ? each : each.rows;
    const place = ['targets', name, 'each', ...(typeof each === 'string' ? [] : ['rows'])];
    const known = [...this.#sources.keys()];
    const loaded = this.#sources.get(source);
    if (loaded === undefined) {
      const message = `Target ${quoted(name)} takes the rows of ${quoted(source)}, which data does not name`;
      this.#findings.add(place, message, hintFor(source, known));
      return undefined;
    }
    const wanted = written.connections ?? 1;
    const isShared = typeof each === 'object' && each.share === true;
    const offset = isShared ? 0 : (this.#taken.get(source) ?? 0);
    if (!isShared) this.#taken.set(source, offset + wanted);
    this.#checkEnough(name, { loaded, offset, wanted, place });
    return { source, offset };
  }

  #checkEnough(name: string, { loaded: { source }, offset, wanted, place }: Wanted): void {
    const left = Math.max(0, source.rows - source.skip - offset);
    if (source.repeats || wanted <= left) return;
    const isFirst = offset === 0 && source.skip === 0;
    const found = isFirst
      ? `${source.file} has ${formatCount(source.rows)}`
      : `${formatCount(left)} of ${source.file} are left`;
    const message = `Target ${name} wants ${formatCount(wanted)} rows and ${found}`;
    const hint =
      'more rows, fewer connections, or when-short: repeat, which logs in twice as the same user';
    this.#findings.add(place, message, hint);
  }
}

interface Wanted {
  readonly loaded: LoadedSource;
  readonly offset: number;
  readonly wanted: number;
  readonly place: readonly (string | number)[];
}

/** The lines whose key repeats among the rows in use: a server may end the older session. */
export function checkKeys(
  targets: readonly Target[],
  { sources, seed, findings }: { sources: Sources; seed: number; findings: Findings },
): void {
  for (const { source, rows, key } of sources.values()) {
    const column = key === undefined ? -1 : rows.columns.indexOf(key);
    if (column < 0) continue;
    const lines = new Map<string, number>();
    const used = new Set<number>();
    let problems = 0;
    for (const target of targets) {
      if (target.each?.source !== source.name) continue;
      for (let member = 0; member < target.connections; member += 1)
        used.add(rowOfMember(member, { target, source, seed }));
    }
    for (const row of [...used].sort((a, b) => a - b)) {
      const cell = cellOf(rows, row, column).toString('latin1');
      const line = rows.lines[row]!;
      const first = lines.get(cell);
      if (first === undefined) {
        lines.set(cell, line);
        continue;
      }
      problems += 1;
      if (problems > DATA_PROBLEMS_MAX) break;
      const message = `Lines ${formatCount(first)} and ${formatCount(line)} have the same ${key}: a server may end the older session`;
      const hint = 'one row per user';
      findings.push(problemIn(source.file, { line, column: column + 1, message, hint }));
    }
  }
}
