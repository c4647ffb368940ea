import type { EndedRecord, JournalRecord, OpenedRecord } from './record.ts';

/**
 * The two records that a run writes for every connection, with their figures as one `row` in a fixed order:
 * 105 and 175 bytes a line instead of 190 and 280 (bench journal), and quicker to read back.
 *
 *     {"type":"opened","row":[id,atMs,target,member,tookMs[0..3],localPort],…}
 *     {"type":"ended","row":[id,atMs,target,member,ageMs,sinceSentMs,sinceReceivedMs,
 *                            quietBeforeLastWriteMs,loopDelayMs,proven,sentBytes,receivedBytes,
 *                            sinceFirstSentMs?,sinceAskedMs?,sinceMessageSentMs?,sinceMessageReceivedMs?],…}
 *
 * The last four are null where they are not there, or left out with all that follow. What else is not always there
 * (`peer`, `backend`) keeps its name, and so do all other records.
 */
export function folded(record: JournalRecord): object {
  switch (record.type) {
    case 'opened':
      return foldedOpened(record);
    case 'ended':
      return foldedEnded(record);
    case 'run':
    case 'refused':
    case 'interval':
    case 'note':
    case 'done':
      return record;
  }
}

/** A line's object: a record, or one with a row. */
export interface Foldable {
  readonly type: JournalRecord['type'];
  readonly row?: readonly (number | null)[];
}

/** The record as it was, also from a journal whose writer knew no rows. */
export function unfolded(line: Foldable): JournalRecord {
  // The checksum has vouched for it.
  if (line.row === undefined) return line as JournalRecord;
  const { row, ...rest } = line;
  return (line.type === 'opened' ? opened(row, rest) : ended(row, rest)) as JournalRecord;
}

function foldedOpened(record: OpenedRecord): object {
  const { type, id, atMs, target, member, tookMs, localPort, ...rest } = record;
  return { type, row: [id, atMs, target, member, ...tookMs, localPort], ...rest };
}

function foldedEnded(record: EndedRecord): object {
  const { type, id, atMs, target, member, ageMs, sinceSentMs, sinceReceivedMs, ...more } = record;
  const { quietBeforeLastWriteMs, loopDelayMs, proven, sentBytes, receivedBytes, ...others } = more;
  const { sinceAskedMs, sinceMessageSentMs, sinceMessageReceivedMs, sinceFirstSentMs, ...rest } =
    others;
  const last = [sinceFirstSentMs, sinceAskedMs, sinceMessageSentMs, sinceMessageReceivedMs];
  const until = last.findLastIndex((value) => value !== undefined) + 1;
  const optional = last.slice(0, until).map((value) => value ?? null);
  const clocks = [ageMs, sinceSentMs, sinceReceivedMs, quietBeforeLastWriteMs, loopDelayMs];
  const counts = [proven ? 1 : 0, sentBytes, receivedBytes];
  return { type, row: [id, atMs, target, member, ...clocks, ...counts, ...optional], ...rest };
}

function opened(row: readonly (number | null)[], rest: object): object {
  return {
    id: row[0],
    atMs: row[1],
    target: row[2],
    member: row[3],
    tookMs: row.slice(4, 8),
    localPort: row[8],
    ...rest,
  };
}

function ended(row: readonly (number | null)[], rest: object): object {
  return {
    id: row[0],
    atMs: row[1],
    target: row[2],
    member: row[3],
    ageMs: row[4],
    sinceSentMs: row[5],
    sinceReceivedMs: row[6],
    quietBeforeLastWriteMs: row[7],
    loopDelayMs: row[8],
    proven: row[9] === 1,
    sentBytes: row[10],
    receivedBytes: row[11],
    ...present('sinceFirstSentMs', row[12]),
    ...present('sinceAskedMs', row[13]),
    ...present('sinceMessageSentMs', row[14]),
    ...present('sinceMessageReceivedMs', row[15]),
    ...rest,
  };
}

function present(name: string, value: number | null | undefined): object {
  return value === undefined || value === null ? {} : { [name]: value };
}
