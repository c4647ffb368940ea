import { escaped } from './hostile-text.ts';
import { REPLY_BYTES_MAX } from './socket-ending.ts';

/** What a peer sends that is no reply: kept while it may stand for the one that is owed. */
export class StrayBytes {
  #bytes: Buffer | undefined;
  #speaksByItself = false;

  /**
   * What comes while no reply is owed shows that the peer speaks by itself; from then on nothing of it is taken for
   * a reply any more.
   */
  note(bytes: Buffer, isReplyOwed: boolean): void {
    if (this.#speaksByItself) return;
    if (!isReplyOwed) {
      this.#speaksByItself = true;
      this.#bytes = undefined;
      return;
    }
    const before = this.#bytes ?? Buffer.alloc(0);
    if (before.length > REPLY_BYTES_MAX) return;
    this.#bytes = Buffer.concat([before, bytes]).subarray(0, REPLY_BYTES_MAX + 1);
  }

  /** The reply came after all. */
  clear(): void {
    this.#bytes = undefined;
  }

  /** Printable and capped; undefined when there is nothing that could be a reply. */
  get text(): string | undefined {
    return this.#bytes === undefined ? undefined : escaped(this.#bytes, REPLY_BYTES_MAX);
  }
}
