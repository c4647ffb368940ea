import { decodeLine, encodeLine } from './line.ts';
import { readLines } from './reader.ts';
import type { JournalRecord } from './record.ts';

/**
 * The lines of a journal with each record replaced, newlines included. Sequence numbers stay, so that records
 * which are damaged here are missing there, and a torn last line is passed on as it is: the new file is
 * no more whole than the old one.
 */
export function* rewriteJournal(
  path: string,
  replace: (record: JournalRecord) => JournalRecord,
): Generator<string> {
  let torn: string | undefined;
  for (const line of readLines(path)) {
    const decoded = decodeLine(line);
    torn = decoded.ok ? undefined : line;
    if (decoded.ok) yield `${encodeLine(replace(decoded.record), decoded.seq)}\n`;
  }
  if (torn !== undefined) yield torn;
}
