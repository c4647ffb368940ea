import fs from 'node:fs';
import path from 'node:path';
import type { PastRun } from '../../analysis/history/history.ts';
import { summarySchema } from '../../analysis/summary/summary-schema.ts';

/** The runs of a folder, and what could not be read of it. */
interface ReadHistory {
  readonly runs: readonly PastRun[];
  /** Folders of runs that have no summary, or one that this soak cannot read. */
  readonly skipped: readonly { readonly folder: string; readonly why: string }[];
}

/** Every run below a folder, by its `summary.json`. Throws what the file system throws for the folder itself. */
export function readHistory(folder: string): ReadHistory {
  const runs: PastRun[] = [];
  const skipped: { folder: string; why: string }[] = [];
  for (const entry of fs.readdirSync(folder, { withFileTypes: true })) {
    if (!entry.isDirectory()) continue;
    const found = readSummary(path.join(folder, entry.name));
    if (found === undefined) continue;
    if (typeof found === 'string') skipped.push({ folder: entry.name, why: found });
    else runs.push({ folder: entry.name, summary: found });
  }
  return { runs, skipped };
}

/** Undefined where nothing says that this was a run. */
function readSummary(folder: string): PastRun['summary'] | string | undefined {
  const file = path.join(folder, 'summary.json');
  if (!fs.existsSync(file))
    return fs.existsSync(path.join(folder, 'shard-000.ndjson'))
      ? `no summary.json: soak report ${folder} --write makes it`
      : undefined;
  try {
    const parsed = summarySchema.safeParse(JSON.parse(fs.readFileSync(file, 'utf8')));
    if (parsed.success) return parsed.data;
  } catch {
    // As one in another format.
  }
  return `its summary.json is of another version: soak report ${folder} --write makes it again`;
}
