import fs from 'node:fs';
import { encodeLine } from '../../journal/line.ts';
import { runFolderAt } from '../../run/journals/run-folder.ts';
import { type Night, replayNight } from './recorded-run.ts';

/** Writes the journal of a simulated run into a folder, as its one shard would have. */
export function writeNight(night: Night, folder: string): void {
  const lines: string[] = [];
  replayNight(night, (record) => lines.push(`${encodeLine(record, lines.length)}\n`));
  fs.mkdirSync(folder, { recursive: true });
  fs.writeFileSync(runFolderAt(folder).journalPath(0), lines.join(''));
}
