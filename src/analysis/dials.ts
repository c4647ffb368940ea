import type { RefusedRecord } from '../journal/record.ts';
import { Column, IndexColumn } from '../stats/column.ts';
import type { Connections } from './connections.ts';

/** One dial: when it began, and when it opened or was given up. */
export interface Dial {
  readonly target: number;
  readonly member: number;
  readonly dialledAtMs: number;
  readonly atMs: number;
  readonly opened: boolean;
}

/** The dials that were refused; those that opened are connections. */
export class RefusedDials {
  readonly #target = new IndexColumn();
  readonly #member = new IndexColumn();
  readonly #tookMs = new Column(0);
  readonly #atMs = new Column(0);
  readonly #kind = new IndexColumn();
  #count = 0;

  /** `kind`: the number of those that were refused alike. */
  note({ target, member, atMs, tookMs }: RefusedRecord, kind: number): void {
    const row = this.#count;
    this.#count += 1;
    this.#target.set(row, target);
    this.#member.set(row, member);
    this.#tookMs.set(row, tookMs);
    this.#atMs.set(row, atMs);
    this.#kind.set(row, kind);
  }

  *[Symbol.iterator](): Generator<Dial> {
    for (let row = 0; row < this.#count; row += 1) yield this.#dialOf(row);
  }

  /** Those that were refused alike. */
  *ofKind(kind: number): Generator<Dial> {
    for (let row = 0; row < this.#count; row += 1)
      if (this.#kind.get(row) === kind) yield this.#dialOf(row);
  }

  #dialOf(row: number): Dial {
    const atMs = this.#atMs.get(row);
    return {
      target: this.#target.get(row),
      member: this.#member.get(row),
      dialledAtMs: atMs - this.#tookMs.get(row),
      atMs,
      opened: false,
    };
  }
}

/** Every dial of a run, in no order. A connection whose `opened` record is lost has none that is known. */
export function* dialsOf(connections: Connections, refused: RefusedDials): Generator<Dial> {
  for (const connection of connections) {
    const { id, target, member, openedAtMs, resolveMs, connectMs = 0 } = connection;
    if (!connections.isKnown(id)) continue;
    const tookMs = resolveMs + connectMs + connection.tlsMs + connection.upgradeMs;
    yield { target, member, dialledAtMs: openedAtMs - tookMs, atMs: openedAtMs, opened: true };
  }
  yield* refused;
}
