import fs from 'node:fs';
import path from 'node:path';
import { type Analysis, analyze } from '../../analysis/analyze.ts';
import { RunFold } from '../../analysis/fold.ts';
import type { Reading } from '../../analysis/reading.ts';
import { noDamage, readJournal } from '../../journal/reader.ts';
import { type LogFile, readEvidence } from './read-evidence.ts';
import { eventsPathIn, journalsIn } from './run-folder.ts';

/** A run that was read back, or why it cannot be. */
export type ReadRun =
  | { readonly ok: true; readonly analysis: Analysis }
  | { readonly ok: false; readonly message: string };

/** Reads all journals of a run folder, whatever state the run was left in, and explains what they tell. */
export function readRun(folder: string, logs: readonly LogFile[] = []): ReadRun {
  const files = journalsOrNone(folder);
  if (files.length === 0) {
    return { ok: false, message: `Cannot find a journal (shard-000.ndjson) in ${folder}` };
  }
  const fold = new RunFold();
  let damagedRecords = 0;
  const missing: string[] = [];
  for (const file of [...files, ...eventFiles(folder)]) {
    const damage = noDamage();
    readInto(fold, file, damage);
    damagedRecords += Math.max(damage.damaged, damage.missing);
    if (damage.torn) missing.push(`the last record of ${path.basename(file)} is cut off`);
    if (damage.newerFormat !== undefined) {
      const message = `Cannot read ${file}: its format ${damage.newerFormat} needs a newer soak`;
      return { ok: false, message };
    }
  }
  const reading: Reading = { damagedRecords, missing: [...missing, ...missingShards(fold)] };
  const joins = fold.run === undefined ? [] : readEvidence(logs, fold);
  const analysis = analyze(fold, reading, joins);
  if (analysis === undefined) {
    return { ok: false, message: `Cannot read the first record of any journal in ${folder}` };
  }
  return { ok: true, analysis };
}

function readInto(fold: RunFold, file: string, damage: ReturnType<typeof noDamage>): void {
  let shard: number | undefined;
  for (const record of readJournal(file, damage)) {
    if (record.type === 'run') shard = record.shard.index;
    if (shard !== undefined) fold.add(record, shard);
    else if (record.type === 'note') fold.addNote(record);
  }
}

/** A shard that left no journal at all is missed by its number. */
function missingShards({ run, shards }: RunFold): readonly string[] {
  if (run === undefined) return [];
  return Array.from({ length: run.shard.count }, (_, index) => index)
    .filter((index) => !shards.has(index))
    .map((index) => `shard ${index} left no journal`);
}

function journalsOrNone(folder: string): readonly string[] {
  return fs.existsSync(folder) && fs.statSync(folder).isDirectory() ? journalsIn(folder) : [];
}

function eventFiles(folder: string): readonly string[] {
  const file = eventsPathIn(folder);
  return fs.existsSync(file) ? [file] : [];
}
