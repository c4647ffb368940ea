import fs from 'node:fs';
import path from 'node:path';
import { makeFolder } from './make-folder.ts';

/** The folder of one run: journals, reports, and the scenario with its secrets masked. */
export interface RunFolder {
  readonly id: string;
  readonly path: string;
  journalPath(shard: number): string;
}

/**
 * Makes `reports/<run-id>/`. The id is the start in UTC, `2026-11-22T01-00-00Z`, with `-2`, `-3` … when
 * that second has a run already. Throws what the file system throws.
 */
export function createRunFolder(parent: string, startedAtMs: number): RunFolder {
  makeFolder(parent);
  const base = `${new Date(startedAtMs).toISOString().slice(0, 19).replaceAll(':', '-')}Z`;
  for (let attempt = 1; attempt <= 1_000; attempt += 1) {
    const id = attempt === 1 ? base : `${base}-${attempt}`;
    const folder = path.join(parent, id);
    try {
      fs.mkdirSync(folder);
      return runFolderAt(folder);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
  }
  throw new Error(`Cannot find a free name for the run in ${parent}`);
}

export function runFolderAt(folder: string): RunFolder {
  return {
    id: path.basename(folder),
    path: folder,
    journalPath: (shard) => path.join(folder, `shard-${String(shard).padStart(3, '0')}.ndjson`),
  };
}

/** The journals of a run, in shard order; empty when there are none. */
export function journalsIn(folder: string): readonly string[] {
  return fs
    .readdirSync(folder)
    .filter((name) => /^shard-\d+\.ndjson$/.test(name))
    .sort()
    .map((name) => path.join(folder, name));
}

/** What happened to the path, as the coordinator heard of it: faults of the lab, marks from outside. */
export function eventsPathIn(folder: string): string {
  return path.join(folder, 'events.ndjson');
}
