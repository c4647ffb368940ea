import fs from 'node:fs';
import { decodeLine } from './line.ts';
import { JOURNAL_FORMAT, type JournalRecord } from './record.ts';

const CHUNK_BYTES = 1024 * 1024;

/** A line longer than this is no record of ours; the scenario in the first one is at most 256 KiB. */
export const LINE_BYTES_MAX = 8 * 1024 * 1024;

/** What was not usable in a file: skipped, counted and reported, never silently used. */
export interface Damage {
  /** Lines whose checksum or form is wrong, other than a torn last line. */
  damaged: number;
  /** Records that are missing by their sequence numbers. */
  missing: number;
  /** The last line was cut off: the process died while writing it. */
  torn: boolean;
  /** The file's format is newer than this program knows. */
  newerFormat: number | undefined;
}

/** Reads one journal file from front to back, in constant memory. `damage` is filled in on the way. */
export function* readJournal(path: string, damage: Damage = noDamage()): Generator<JournalRecord> {
  let nextSeq = 0;
  let pendingBad = false;
  for (const line of readLines(path)) {
    if (pendingBad) damage.damaged += 1;
    pendingBad = false;
    const decoded = decodeLine(line);
    if (!decoded.ok) {
      pendingBad = true;
      continue;
    }
    if (decoded.seq > nextSeq) damage.missing += decoded.seq - nextSeq;
    nextSeq = decoded.seq + 1;
    const { record } = decoded;
    if (record.type === 'run' && record.format > JOURNAL_FORMAT) {
      damage.newerFormat = record.format;
      return;
    }
    yield record;
  }
  if (pendingBad) damage.torn = true;
}

export function noDamage(): Damage {
  return { damaged: 0, missing: 0, torn: false, newerFormat: undefined };
}

/** The lines of a file of any length, in constant memory. A line beyond the limit is left out. */
export function* readLines(path: string): Generator<string> {
  const descriptor = fs.openSync(path, 'r');
  try {
    const chunk = Buffer.allocUnsafe(CHUNK_BYTES);
    let rest: Buffer = Buffer.alloc(0);
    for (;;) {
      const count = fs.readSync(descriptor, chunk, 0, CHUNK_BYTES, null);
      if (count === 0) break;
      let text = Buffer.concat([rest, chunk.subarray(0, count)]);
      for (let end = text.indexOf(10); end !== -1; end = text.indexOf(10)) {
        yield text.toString('utf8', 0, end);
        text = text.subarray(end + 1);
      }
      rest = text.length > LINE_BYTES_MAX ? Buffer.alloc(0) : Buffer.from(text);
    }
    if (rest.length > 0) yield rest.toString('utf8');
  } finally {
    fs.closeSync(descriptor);
  }
}
