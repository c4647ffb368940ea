import type { OpenedRecord, RefusedRecord } from '../journal/record.ts';
import { Column, IndexColumn } from '../stats/column.ts';

/** One dial: when it began, and when it opened or was given up. */
export interface DialRow {
  readonly target: number;
  readonly member: number;
  readonly dialledAtMs: number;
  readonly atMs: number;
  readonly opened: boolean;
}

/** Every dial of a run, refused ones too, in the order in which they were read. */
export class DialLog {
  readonly #target = new IndexColumn();
  readonly #member = new IndexColumn();
  readonly #dialledAtMs = new Column(0);
  readonly #atMs = new Column(0);
  readonly #opened = new IndexColumn();
  #count = 0;

  noteOpened({ target, member, atMs, tookMs }: OpenedRecord): void {
    const [resolve, connect, tls, upgrade] = tookMs;
    this.#note({ target, member, atMs, opened: true }, resolve + connect + tls + upgrade);
  }

  noteRefused({ target, member, atMs, tookMs }: RefusedRecord): void {
    this.#note({ target, member, atMs, opened: false }, tookMs);
  }

  *rows(): Generator<DialRow> {
    for (let row = 0; row < this.#count; row += 1) {
      yield {
        target: this.#target.get(row),
        member: this.#member.get(row),
        dialledAtMs: this.#dialledAtMs.get(row),
        atMs: this.#atMs.get(row),
        opened: this.#opened.get(row) === 1,
      };
    }
  }

  #note({ target, member, atMs, opened }: Omit<DialRow, 'dialledAtMs'>, tookMs: number): void {
    const row = this.#count;
    this.#count += 1;
    this.#target.set(row, target);
    this.#member.set(row, member);
    this.#dialledAtMs.set(row, atMs - tookMs);
    this.#atMs.set(row, atMs);
    this.#opened.set(row, opened ? 1 : 0);
  }
}
