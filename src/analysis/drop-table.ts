import type { Drop } from '../explain/drop.ts';
import type { EndedRecord } from '../journal/record.ts';
import type { Ending } from '../outcome/ending.ts';
import { Column, IndexColumn } from '../stats/column.ts';
import { Names } from '../stats/names.ts';

/** What the table of all connections knows of one of them. */
export interface Connections {
  connectMsOf(id: number): number;
  routeOf(id: number): { readonly localAddress: string; readonly peer: string } | undefined;
}

/**
 * All drops of a run in the order in which they were read: columns of numbers, and each way to end once. A
 * record each would take several times as much, and there is a night in which every connection drops.
 */
export class DropTable {
  readonly id = new IndexColumn();
  readonly target = new IndexColumn();
  readonly member = new IndexColumn();
  readonly proven = new IndexColumn();
  readonly atMs = new Column(0);
  readonly ageMs = new Column(0);
  readonly sinceSentMs = new Column(0);
  readonly sinceReceivedMs = new Column(0);
  readonly quietBeforeLastWriteMs = new Column(0);
  readonly loopDelayMs = new Column(0);
  readonly #ending = new IndexColumn();
  readonly #backend = new IndexColumn();
  readonly #endings: Ending[] = [];
  readonly #endingNames = new Names();
  readonly #backendNames = new Names();
  readonly connections: Connections;
  length = 0;

  constructor(connections: Connections) {
    this.connections = connections;
  }

  add(record: EndedRecord): void {
    const index = this.length;
    this.length += 1;
    this.id.set(index, record.id);
    this.target.set(index, record.target);
    this.member.set(index, record.member);
    this.proven.set(index, record.proven ? 1 : 0);
    this.atMs.set(index, record.atMs);
    this.ageMs.set(index, record.ageMs);
    this.sinceSentMs.set(index, record.sinceSentMs);
    this.sinceReceivedMs.set(index, record.sinceReceivedMs);
    this.quietBeforeLastWriteMs.set(index, record.quietBeforeLastWriteMs);
    this.loopDelayMs.set(index, record.loopDelayMs);
    const ending = this.#endingNames.indexOf(JSON.stringify(record.ending));
    this.#endings[ending] ??= record.ending;
    this.#ending.set(index, ending);
    if (record.backend !== undefined)
      this.#backend.set(index, this.#backendNames.indexOf(record.backend));
  }

  endingOf(index: number): Ending {
    return this.#endings[this.#ending.get(index)]!;
  }

  backendOf(index: number): string | undefined {
    return this.#backendNames.at(this.#backend.get(index));
  }

  /** The drops as the explanation wants them. */
  drops(): readonly Drop[] {
    return Array.from({ length: this.length }, (_, index) => new DropRow(this, index));
  }
}

/** One row of the table, read when it is asked for. */
class DropRow implements Drop {
  readonly #table: DropTable;
  readonly #index: number;

  constructor(table: DropTable, index: number) {
    this.#table = table;
    this.#index = index;
  }

  get id(): number {
    return this.#table.id.get(this.#index);
  }

  get target(): number {
    return this.#table.target.get(this.#index);
  }

  get member(): number {
    return this.#table.member.get(this.#index);
  }

  get proven(): boolean {
    return this.#table.proven.get(this.#index) === 1;
  }

  get atMs(): number {
    return this.#table.atMs.get(this.#index);
  }

  get ageMs(): number {
    return this.#table.ageMs.get(this.#index);
  }

  get sinceSentMs(): number {
    return this.#table.sinceSentMs.get(this.#index);
  }

  get sinceReceivedMs(): number {
    return this.#table.sinceReceivedMs.get(this.#index);
  }

  get quietBeforeLastWriteMs(): number {
    return this.#table.quietBeforeLastWriteMs.get(this.#index);
  }

  get loopDelayMs(): number {
    return this.#table.loopDelayMs.get(this.#index);
  }

  get ending(): Ending {
    return this.#table.endingOf(this.#index);
  }

  get backend(): string | undefined {
    return this.#table.backendOf(this.#index);
  }

  get roundTripMs(): number {
    return this.#table.connections.connectMsOf(this.id);
  }

  get peer(): string | undefined {
    return this.#table.connections.routeOf(this.id)?.peer;
  }

  get localAddress(): string | undefined {
    return this.#table.connections.routeOf(this.id)?.localAddress;
  }
}
