import fs from 'node:fs';
import type { AccountRecord } from './account.ts';

/** A disk that is slower than the connections must not fill the memory. */
const BUFFERED_BYTES_MAX = 8_388_608;

/** Appends accounts to a file, one line of JSON each. */
export class AccountLog {
  readonly #stream: fs.WriteStream;
  readonly #onError: (error: Error) => void;
  #broken = false;
  #lost = 0;

  /** `onError` is called once; the records after it are lost. */
  constructor(file: string, onError: (error: Error) => void) {
    this.#onError = onError;
    this.#stream = fs.createWriteStream(file, { flags: 'a' });
    this.#stream.on('error', (error) => this.#onBroken(error));
  }

  /** Records that were not written. */
  get lost(): number {
    return this.#lost;
  }

  append(record: AccountRecord): void {
    if (this.#broken || this.#stream.writableLength > BUFFERED_BYTES_MAX) this.#lost += 1;
    else this.#stream.write(`${JSON.stringify(record)}\n`);
  }

  async close(): Promise<void> {
    if (this.#broken) return;
    await new Promise<void>((resolve) => this.#stream.end(resolve));
  }

  #onBroken(error: Error): void {
    if (!this.#broken) this.#onError(error);
    this.#broken = true;
  }
}
