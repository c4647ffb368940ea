import fs from 'node:fs';
import { readJournal } from '../../journal/reader.ts';
import { eventsPathIn, journalsIn } from './run-folder.ts';

/** Every record of a run as a line of JSON with all its names, for jq and DuckDB: a journal has rows instead. */
export function* recordLines(folder: string): Generator<string> {
  for (const file of [...journalsIn(folder), eventsPathIn(folder)]) {
    if (!fs.existsSync(file)) continue;
    for (const record of readJournal(file)) yield `${JSON.stringify(record)}\n`;
  }
}
