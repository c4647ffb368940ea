import type { Connection, EndedConnection } from '../journal/connection.ts';
import type { EndedRecord, OpenedRecord } from '../journal/record.ts';
import type { Ending } from '../outcome/ending.ts';
import { isDrop } from '../outcome/ending.ts';
import { IndexColumn, NOWHERE } from '../stats/column.ts';
import { ConnectionColumns, NEVER, type Route } from './connection-columns.ts';

/** What became of a connection. `unknown`: no record of its end was read. */
type Fate = 'unknown' | 'dropped' | 'proven' | 'unverified' | 'local-fault';

export function fateOf({ ended }: Pick<Connection, 'ended'>): Fate {
  if (ended === undefined) return 'unknown';
  const { ending } = ended;
  if (ending.kind === 'local-close') return ending.life;
  return ending.kind === 'local-fault' ? 'local-fault' : 'dropped';
}

/**
 * All connections of a run, in the order of their ids. A row is read from the columns when a field of it is asked for,
 * so a drop is a connection with an ending and nothing is kept twice.
 */
export class Connections implements Iterable<Connection> {
  readonly #columns = new ConnectionColumns();
  /** Ids of the drops, in the order in which their records were read. */
  readonly #drops = new IndexColumn();
  readonly #dropIndex = new IndexColumn();
  #dropCount = 0;
  #idCount = 0;

  noteOpened(record: OpenedRecord, route: Route): void {
    this.#idCount = Math.max(this.#idCount, record.id + 1);
    this.#columns.setOpened(record);
    this.#columns.setRoute(record.id, route);
  }

  noteEnded(record: EndedRecord): void {
    const { id, ending } = record;
    this.#idCount = Math.max(this.#idCount, id + 1);
    this.#columns.setEnded(record);
    if (!isDrop(ending) || this.isDrop(id)) return;
    this.#drops.set(this.#dropCount, id);
    this.#dropIndex.set(id, this.#dropCount);
    this.#dropCount += 1;
  }

  /** Ids are below this; not every one of them has a connection. */
  get idCount(): number {
    return this.#idCount;
  }

  get dropCount(): number {
    return this.#dropCount;
  }

  /** Those that dropped, in the order in which their records were read. */
  drops(): readonly EndedConnection[] {
    return Array.from(
      { length: this.#dropCount },
      (_, index) => new Row(this.#columns, this.#drops.get(index)),
    );
  }

  isDrop(id: number): boolean {
    return this.#dropIndex.get(id) !== NOWHERE;
  }

  /** Its index in `drops()`; undefined when it did not drop. */
  dropIndexOf(id: number): number | undefined {
    const index = this.#dropIndex.get(id);
    return index === NOWHERE ? undefined : index;
  }

  /** Whether such a connection opened. */
  isKnown(id: number): boolean {
    return this.#columns.openedAtMs.get(id) !== NEVER;
  }

  /** When its TCP handshake was done, which is what the other end calls its beginning. */
  acceptedAtMs(id: number): number | undefined {
    const { openedAtMs, tlsMs, upgradeMs } = this.#columns;
    return this.isKnown(id) ? openedAtMs.get(id) - tlsMs.get(id) - upgradeMs.get(id) : undefined;
  }

  /** Its two addresses; undefined when no record has them. */
  routeOf(id: number): Route | undefined {
    return this.#columns.routeOf(id);
  }

  /** Connections by their own address and port; -1 where several had it. */
  byAddress(): ReadonlyMap<string, number> {
    const found = new Map<string, number>();
    for (const { id, localPort, localAddress } of this) {
      if (localPort === undefined || localAddress === undefined) continue;
      const key = `${localAddress}:${localPort}`;
      found.set(key, found.has(key) ? -1 : id);
    }
    return found;
  }

  /** Every connection of which at least one record was read. */
  *[Symbol.iterator](): Generator<Connection> {
    const { openedAtMs, endedAtMs } = this.#columns;
    for (let id = 0; id < this.#idCount; id += 1) {
      if (openedAtMs.get(id) === NEVER && endedAtMs.get(id) === NEVER) continue;
      yield new Row(this.#columns, id);
    }
  }
}

/** One row of the columns, read when it is asked for. */
class Row implements Connection, EndedConnection {
  readonly #columns: ConnectionColumns;
  readonly id: number;

  constructor(columns: ConnectionColumns, id: number) {
    this.#columns = columns;
    this.id = id;
  }

  get target(): number {
    return this.#columns.target.get(this.id);
  }

  get member(): number {
    return this.#columns.member.get(this.id);
  }

  get openedAtMs(): number {
    const openedAtMs = this.#columns.openedAtMs.get(this.id);
    return openedAtMs === NEVER ? this.atMs - this.ageMs : openedAtMs;
  }

  get resolveMs(): number {
    return this.#columns.resolveMs.get(this.id);
  }

  get connectMs(): number | undefined {
    const connectMs = this.#columns.connectMs.get(this.id);
    return connectMs === NEVER ? undefined : connectMs;
  }

  get tlsMs(): number {
    return this.#columns.tlsMs.get(this.id);
  }

  get upgradeMs(): number {
    return this.#columns.upgradeMs.get(this.id);
  }

  get localPort(): number | undefined {
    const port = this.#columns.localPort.get(this.id);
    return port > 0 ? port : undefined;
  }

  get localAddress(): string | undefined {
    return this.#columns.routeOf(this.id)?.localAddress || undefined;
  }

  get peer(): string | undefined {
    return this.#columns.routeOf(this.id)?.peer || undefined;
  }

  get backend(): string | undefined {
    return this.#columns.backendOf(this.id);
  }

  get ended(): this | undefined {
    return this.#columns.endedAtMs.get(this.id) === NEVER ? undefined : this;
  }

  get atMs(): number {
    return this.#columns.endedAtMs.get(this.id);
  }

  get ending(): Ending {
    return this.#columns.endingOf(this.id);
  }

  get ageMs(): number {
    return this.#columns.ageMs.get(this.id);
  }

  get sinceSentMs(): number {
    return this.#columns.sinceSentMs.get(this.id);
  }

  get sinceReceivedMs(): number {
    return this.#columns.sinceReceivedMs.get(this.id);
  }

  get quietBeforeLastWriteMs(): number {
    return this.#columns.quietBeforeLastWriteMs.get(this.id);
  }

  get sinceFirstSentMs(): number | undefined {
    return known(this.#columns.sinceFirstSentMs.get(this.id));
  }

  get sinceAskedMs(): number | undefined {
    return known(this.#columns.sinceAskedMs.get(this.id));
  }

  get sinceMessageSentMs(): number | undefined {
    return known(this.#columns.sinceMessageSentMs.get(this.id));
  }

  get sinceMessageReceivedMs(): number | undefined {
    return known(this.#columns.sinceMessageReceivedMs.get(this.id));
  }

  get loopDelayMs(): number {
    return this.#columns.loopDelayMs.get(this.id);
  }

  get proven(): boolean {
    return this.#columns.proven.get(this.id) === 1;
  }

  get sentBytes(): number {
    return this.#columns.sentBytes.get(this.id);
  }

  get receivedBytes(): number {
    return this.#columns.receivedBytes.get(this.id);
  }
}

function known(ms: number): number | undefined {
  return ms === NEVER ? undefined : ms;
}
