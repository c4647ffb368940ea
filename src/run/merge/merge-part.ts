import fs from 'node:fs';
import { noDamage, readJournal } from '../../journal/reader.ts';
import type { RunRecord } from '../../journal/record.ts';
import { journalsIn } from '../journals/run-folder.ts';

/** One of the runs that are merged. */
export interface MergePart {
  readonly folder: string;
  readonly run: RunRecord;
  readonly journals: readonly { readonly file: string; readonly shard: number }[];
  /** Shards that left a journal. */
  readonly shards: readonly number[];
  readonly idMax: number;
}

type ReadPart =
  | { readonly ok: true; readonly part: MergePart }
  | { readonly ok: false; readonly message: string };

/** Looks through all journals of a run, for its first record and its greatest id. */
export function readPart(folder: string): ReadPart {
  const isFolder = fs.existsSync(folder) && fs.statSync(folder).isDirectory();
  const files = isFolder ? journalsIn(folder) : [];
  if (files.length === 0)
    return { ok: false, message: `Cannot find a journal (shard-000.ndjson) in ${folder}` };
  let first: RunRecord | undefined;
  let idMax = -1;
  const journals: { file: string; shard: number }[] = [];
  for (const file of files) {
    const damage = noDamage();
    let run: RunRecord | undefined;
    for (const record of readJournal(file, damage)) {
      if (record.type === 'run') run = record;
      else if ('id' in record) idMax = Math.max(idMax, record.id);
    }
    if (damage.newerFormat !== undefined) {
      const message = `Cannot read ${file}: its format ${damage.newerFormat} needs a newer soak`;
      return { ok: false, message };
    }
    if (run === undefined) return { ok: false, message: `Cannot read the first record of ${file}` };
    first ??= run;
    journals.push({ file, shard: run.shard.index });
  }
  const shards = journals.map(({ shard }) => shard);
  return { ok: true, part: { folder, run: first!, journals, shards, idMax } };
}

/** Whether these are shards of one run: they began at the very same time by the same clock. */
export function isOneRun(parts: readonly MergePart[]): boolean {
  const { run } = parts[0]!;
  return parts.every(
    ({ run: other }) =>
      other.run === run.run &&
      other.startedAtMs === run.startedAtMs &&
      other.shard.count === run.shard.count,
  );
}
