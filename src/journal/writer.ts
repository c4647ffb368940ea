import fs from 'node:fs';
import { encodeLine } from './line.ts';
import type { JournalRecord } from './record.ts';

/** What is kept in memory while the disk refuses; then the newest records are given up, and counted. */
const PENDING_BYTES_MAX = 16 * 1024 * 1024;

/** After a failed write, the next try. */
const RETRY_MS = 1_000;

/** The file operations that a writer needs, so that a test can let any of them fail. */
export interface JournalFile {
  write(bytes: Uint8Array): number;
  sync(done: (error: Error | null) => void): void;
  close(): void;
}

/** Opens a new file for appending; fails when it exists, because a journal is never overwritten. */
export function openJournalFile(path: string): JournalFile {
  const descriptor = fs.openSync(path, 'ax');
  return {
    write: (bytes) => fs.writeSync(descriptor, bytes),
    sync: (done) => fs.fdatasync(descriptor, done),
    close: () => fs.closeSync(descriptor),
  };
}

/**
 * Appends records to one file: encoded when they come, one write per `flush` (once a tick), fdatasync at
 * most once a second (`sync`).
 *
 * A disk that refuses does not stop the run. What cannot be written waits in memory; what does not fit
 * there is lost and counted, and both are written down as soon as the disk takes something again.
 */
export class JournalWriter {
  readonly #file: JournalFile;
  readonly #nowMs: () => number;
  readonly #pending: Buffer[] = [];
  #lines: string[] = [];
  #pendingBytes = 0;
  #seq = 0;
  #lost = 0;
  #failedAtMs: number | undefined;
  #failure = '';
  #syncing = false;
  #unsynced = false;

  constructor(file: JournalFile, nowMs: () => number) {
    this.#file = file;
    this.#nowMs = nowMs;
  }

  /** Records that were given up because neither disk nor memory took them. */
  get lost(): number {
    return this.#lost;
  }

  append(record: JournalRecord): void {
    if (this.#pendingBytes > PENDING_BYTES_MAX) {
      this.#lost += 1;
      return;
    }
    this.#lines.push(encodeLine(record, this.#seq));
    this.#seq += 1;
  }

  /** Hands everything to the kernel. Returns false while the disk refuses. */
  flush(): boolean {
    this.#gather();
    if (this.#pending.length === 0) return true;
    if (this.#failedAtMs !== undefined && this.#nowMs() - this.#failedAtMs < RETRY_MS) return false;
    try {
      this.#writeAll();
      return true;
    } catch (error) {
      this.#failedAtMs = this.#nowMs();
      this.#failure = (error as NodeJS.ErrnoException).code ?? String(error);
      return false;
    }
  }

  /** Asks for everything written so far to be on the disk; at most one request is under way. */
  sync(): void {
    if (this.#syncing || !this.#unsynced) return;
    this.#syncing = true;
    this.#unsynced = false;
    this.#file.sync((error) => {
      this.#syncing = false;
      if (error !== null) this.#noteFailure((error as NodeJS.ErrnoException).code ?? error.message);
    });
  }

  /** Writes what is left and closes. False when something could not be written. */
  close(): boolean {
    this.#failedAtMs = undefined;
    const written = this.flush();
    this.#file.close();
    return written && this.#lost === 0;
  }

  #gather(): void {
    if (this.#lines.length === 0) return;
    const bytes = Buffer.from(`${this.#lines.join('\n')}\n`);
    this.#lines = [];
    this.#pending.push(bytes);
    this.#pendingBytes += bytes.length;
  }

  #writeAll(): void {
    for (let first = this.#pending[0]; first !== undefined; first = this.#pending[0]) {
      const count = this.#file.write(first);
      this.#unsynced = true;
      this.#pendingBytes -= count;
      // A full disk takes a part of it: the rest follows exactly there.
      if (count < first.length) this.#pending[0] = first.subarray(count);
      else this.#pending.shift();
    }
    if (this.#failedAtMs === undefined) return;
    this.#failedAtMs = undefined;
    this.#noteFailure(this.#failure);
  }

  #noteFailure(code: string): void {
    const lost = this.#lost === 0 ? 'nothing was lost' : `${this.#lost} records were lost`;
    const message = `the journal could not be written for a while (${code}); ${lost}`;
    this.append({ type: 'note', kind: 'warning', atMs: Math.round(this.#nowMs()), message });
  }
}
