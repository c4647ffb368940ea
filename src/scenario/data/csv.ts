import { formatCount } from '../../base/units.ts';
import {
  columnProblems,
  DATA_PROBLEMS_MAX,
  type DataProblem,
  type ReadRows,
} from './data-problem.ts';
import { ROWS_MAX, RowsBuilder } from './rows.ts';

const QUOTE = 0x22;
const LINE_FEED = 0x0a;
const RETURN = 0x0d;
const BYTE_ORDER_MARK = Buffer.from([0xef, 0xbb, 0xbf]);
/** What spreadsheets write between cells, by where they are used. */
const DELIMITERS = [',', ';', '\t'].map((delimiter) => delimiter.charCodeAt(0));

/**
 * Reads a CSV file (RFC 4180): a line of names, then one row per line. Cells are bytes and never numbers, so that
 * `1E5` and `007` stay what they are. The delimiter is the one that the first line uses most.
 */
export function readCsv(file: Buffer): ReadRows {
  const start = file.subarray(0, 3).equals(BYTE_ORDER_MARK) ? 3 : 0;
  const bytes = file.subarray(start);
  const delimiter = delimiterOf(bytes);
  const head = new CsvReader(bytes, delimiter);
  const columns = head.readHead();
  if (columns === undefined) return { ok: false, problems: head.problems };
  const wrong = columnProblems(columns);
  if (wrong.length > 0) return { ok: false, problems: wrong };
  head.readRows(columns.length);
  if (head.problems.length > 0) return { ok: false, problems: head.problems };
  return { ok: true, rows: head.builder.build(columns) };
}

function delimiterOf(bytes: Buffer): number {
  const counts = DELIMITERS.map(() => 0);
  let isQuoted = false;
  for (const byte of bytes.subarray(0, 64 * 1024)) {
    if (byte === QUOTE) isQuoted = !isQuoted;
    if (isQuoted) continue;
    if (byte === LINE_FEED) break;
    const index = DELIMITERS.indexOf(byte);
    if (index >= 0) counts[index]! += 1;
  }
  return DELIMITERS[counts.indexOf(Math.max(...counts))]!;
}

class CsvReader {
  readonly problems: DataProblem[] = [];
  builder: RowsBuilder;
  readonly #bytes: Buffer;
  readonly #delimiter: number;
  #at = 0;
  #line = 1;

  constructor(bytes: Buffer, delimiter: number) {
    this.#bytes = bytes;
    this.#delimiter = delimiter;
    this.builder = new RowsBuilder(0);
  }

  /** The names of the columns. */
  readHead(): readonly string[] | undefined {
    const end = this.#bytes.indexOf(LINE_FEED);
    this.builder = new RowsBuilder(end < 0 ? this.#bytes.length : end);
    const cells = this.#readRow();
    if (this.problems.length > 0) return undefined;
    const { bytes, ends } = this.builder.build([]);
    const columns = [...ends].map((cellEnd, index) =>
      bytes.toString('utf8', index === 0 ? 0 : ends[index - 1], cellEnd).trim(),
    );
    if (cells > 0 && columns.some((name) => name !== '')) return columns;
    const hint = 'a first line with the names of the columns';
    this.problems.push({ line: 1, column: 1, message: 'The file is empty', hint });
    return undefined;
  }

  readRows(width: number): void {
    this.builder = new RowsBuilder(this.#bytes.length - this.#at);
    while (this.#at < this.#bytes.length && this.problems.length < DATA_PROBLEMS_MAX) {
      const line = this.#line;
      if (this.#skipsEmptyLine()) continue;
      const cells = this.#readRow();
      if (cells !== width) this.#noteRagged(line, cells, width);
      this.builder.endRow(line);
      if (this.builder.count <= ROWS_MAX) continue;
      const message = `The file has more than ${formatCount(ROWS_MAX)} rows`;
      this.problems.push({ line, column: 1, message, hint: 'split it' });
      return;
    }
  }

  #noteRagged(line: number, cells: number, width: number): void {
    // An open quote has already been reported, and explains it.
    if (this.problems.at(-1)?.line === line) return;
    const message = `Line ${formatCount(line)} has ${cells} ${cells === 1 ? 'cell' : 'cells'} where the first line names ${width}`;
    const hint = 'as many cells as names; a cell that contains the delimiter needs quotes';
    this.problems.push({ line, column: 1, message, hint });
  }

  #skipsEmptyLine(): boolean {
    const bytes = this.#bytes;
    const isReturn = bytes[this.#at] === RETURN && bytes[this.#at + 1] === LINE_FEED;
    if (bytes[this.#at] !== LINE_FEED && !isReturn) return false;
    this.#at += isReturn ? 2 : 1;
    this.#line += 1;
    return true;
  }

  /** Reads the cells of one row. Returns how many there were. */
  #readRow(): number {
    for (let cells = 1; ; cells += 1) {
      if (this.#bytes[this.#at] === QUOTE) this.#readQuoted(cells);
      else this.#readPlain();
      this.builder.endCell();
      const next = this.#bytes[this.#at];
      this.#at += 1;
      if (next === this.#delimiter) continue;
      this.#line += 1;
      return cells;
    }
  }

  /** To the delimiter, the end of the line or the end of the file. */
  #readPlain(): void {
    const bytes = this.#bytes;
    const from = this.#at;
    let at = from;
    while (at < bytes.length && bytes[at] !== this.#delimiter && bytes[at] !== LINE_FEED) at += 1;
    const isReturn = bytes[at - 1] === RETURN && bytes[at] !== this.#delimiter && at > from;
    this.builder.addBytes(bytes, from, isReturn ? at - 1 : at);
    this.#at = at;
  }

  #readQuoted(cell: number): void {
    const bytes = this.#bytes;
    const line = this.#line;
    this.#at += 1;
    for (;;) {
      const end = bytes.indexOf(QUOTE, this.#at);
      if (end < 0) {
        const message = `A quote that begins in line ${formatCount(line)} is never closed`;
        this.problems.push({
          line,
          column: cell,
          message,
          hint: 'a quote inside a cell is written ""',
        });
        this.#at = bytes.length;
        return;
      }
      this.builder.addBytes(bytes, this.#at, end);
      for (let at = this.#at; at < end; at += 1) if (bytes[at] === LINE_FEED) this.#line += 1;
      this.#at = end + 1;
      if (bytes[this.#at] !== QUOTE) break;
      this.builder.addByte(QUOTE);
      this.#at += 1;
    }
    if (bytes[this.#at] === RETURN && bytes[this.#at + 1] === LINE_FEED) this.#at += 1;
    const next = bytes[this.#at];
    if (next === undefined || next === this.#delimiter || next === LINE_FEED) return;
    const message = `Line ${formatCount(this.#line)} has text behind a closing quote`;
    this.problems.push({
      line: this.#line,
      column: cell,
      message,
      hint: 'a quote inside a cell is written ""',
    });
    this.#readPlain();
  }
}
