import fs from 'node:fs';
import { decodeLine } from '../../journal/line.ts';
import { LINE_BYTES_MAX } from '../../journal/reader.ts';
import { JOURNAL_FORMAT, type JournalRecord } from '../../journal/record.ts';
import { eventsPathIn, journalsIn } from './run-folder.ts';

/** A record with the shard that wrote it; the coordinator's own events have shard -1. */
type FollowedRecord = readonly [record: JournalRecord, shard: number];

/** What the coordinator writes has no shard. */
const COORDINATOR = -1;

/** What one look reads at most: some 5,000 records, decoded in about 20 ms. */
const BYTES_PER_POLL = 1024 * 1024;

/**
 * Reads what was appended to the journals of a run since the last look, during the run.
 *
 * A look costs a bounded time: what is left is read by the next ones (`isBehind`). A line that is not
 * whole yet waits for its end. Files that appear later, or not at all, are no error.
 */
export class RunFollower {
  readonly #folder: string;
  readonly #bytesPerPoll: number;
  readonly #tails = new Map<string, Tail>();
  #first = 0;
  #damaged = 0;
  #isBehind = false;

  constructor(folder: string, { bytesPerPoll = BYTES_PER_POLL } = {}) {
    this.#folder = folder;
    this.#bytesPerPoll = bytesPerPoll;
  }

  /** Lines that could not be trusted so far. */
  get damaged(): number {
    return this.#damaged;
  }

  /** The last look did not reach the end of every file. */
  get isBehind(): boolean {
    return this.#isBehind;
  }

  /** All whole records since the last look, each file in its order. It has to be run to its end. */
  *poll(): Generator<FollowedRecord> {
    const tails = this.#files();
    let bytesLeft = this.#bytesPerPoll;
    this.#isBehind = false;
    for (let index = 0; index < tails.length; index += 1) {
      const tail = tails[(this.#first + index) % tails.length]!;
      const bytes = tail.read(bytesLeft);
      bytesLeft -= bytes.length;
      if (tail.isBehind) this.#isBehind = true;
      yield* this.#records(tail, bytes);
    }
    this.#first += 1;
  }

  *#records(tail: Tail, bytes: Buffer): Generator<FollowedRecord> {
    for (const line of tail.linesOf(bytes)) {
      const decoded = decodeLine(line);
      if (!decoded.ok) this.#damaged += 1;
      else if (tail.accepts(decoded.record)) yield [decoded.record, tail.shard];
      if (tail.isRefused) return;
    }
  }

  /** Those known, and those that appeared. */
  #files(): readonly Tail[] {
    for (const file of filesIn(this.#folder)) {
      if (!this.#tails.has(file)) this.#tails.set(file, new Tail(file));
    }
    return [...this.#tails.values()];
  }
}

/** One file, and how far it was read. */
class Tail {
  readonly #path: string;
  shard = COORDINATOR;
  /** Its format is newer than this program knows. */
  isRefused = false;
  isBehind = false;
  #position = 0;
  #rest: Buffer = Buffer.alloc(0);

  constructor(path: string) {
    this.#path = path;
  }

  read(bytesMax: number): Buffer {
    if (this.isRefused) return Buffer.alloc(0);
    const descriptor = opened(this.#path);
    if (descriptor === undefined) return Buffer.alloc(0);
    try {
      const { size } = fs.fstatSync(descriptor);
      const wanted = Math.max(0, Math.min(bytesMax, size - this.#position));
      const bytes = Buffer.allocUnsafe(wanted);
      const count = fs.readSync(descriptor, bytes, 0, wanted, this.#position);
      this.#position += count;
      this.isBehind = this.#position < size;
      return bytes.subarray(0, count);
    } finally {
      fs.closeSync(descriptor);
    }
  }

  *linesOf(bytes: Buffer): Generator<string> {
    let text = this.#rest.length === 0 ? bytes : Buffer.concat([this.#rest, bytes]);
    this.#rest = Buffer.alloc(0);
    for (let end = text.indexOf(10); end !== -1; end = text.indexOf(10)) {
      yield text.toString('utf8', 0, end);
      text = text.subarray(end + 1);
    }
    // What is longer is no line of ours: its end will not decode, and is counted then.
    this.#rest = text.length > LINE_BYTES_MAX ? Buffer.alloc(0) : Buffer.from(text);
  }

  /** Facts of connections mean nothing before the shard is known. */
  accepts(record: JournalRecord): boolean {
    if (record.type === 'run') {
      this.isRefused = record.format > JOURNAL_FORMAT;
      if (!this.isRefused) this.shard = record.shard.index;
    }
    return !this.isRefused && (this.shard !== COORDINATOR || record.type === 'note');
  }
}

function filesIn(folder: string): readonly string[] {
  if (!fs.existsSync(folder)) return [];
  return [...journalsIn(folder), eventsPathIn(folder)];
}

function opened(path: string): number | undefined {
  try {
    return fs.openSync(path, 'r');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
