import { crc32 } from 'node:zlib';
import type { JournalRecord } from './record.ts';
import { type Foldable, folded, unfolded } from './row.ts';

const CRC_FIELD = ',"crc":"';
/** `,"crc":"01234567"}` */
const TAIL_LENGTH = CRC_FIELD.length + 8 + 2;

/** A record as a line, without the newline: its own fields (see `row.ts`), `seq`, and the CRC-32 of all before `crc`. */
export function encodeLine(record: JournalRecord, seq: number): string {
  const body = `${JSON.stringify(folded(record)).slice(0, -1)},"seq":${seq}`;
  return `${body}${CRC_FIELD}${checksum(body)}"}`;
}

/** A line that was read back: the record, or why it cannot be trusted. */
type DecodedLine =
  | { readonly ok: true; readonly record: JournalRecord; readonly seq: number }
  | { readonly ok: false; readonly why: 'torn' | 'checksum' | 'not-json' };

export function decodeLine(line: string): DecodedLine {
  const body = line.slice(0, -TAIL_LENGTH);
  const tail = line.slice(-TAIL_LENGTH);
  if (!tail.startsWith(CRC_FIELD) || !tail.endsWith('"}')) return { ok: false, why: 'torn' };
  if (checksum(body) !== tail.slice(CRC_FIELD.length, -2)) return { ok: false, why: 'checksum' };
  try {
    const { seq, ...record } = JSON.parse(`${body}}`) as Foldable & { seq: number };
    return { ok: true, record: unfolded(record), seq };
  } catch {
    return { ok: false, why: 'not-json' };
  }
}

function checksum(text: string): string {
  return crc32(text).toString(16).padStart(8, '0');
}
