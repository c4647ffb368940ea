import type { EndedRecord, OpenedRecord } from '../journal/record.ts';
import { isDrop } from '../outcome/ending.ts';
import { Column, IndexColumn, NOWHERE } from '../stats/column.ts';
import { Names } from '../stats/names.ts';
import { DropTable } from './drop-table.ts';

const NEVER = -1;

const FATES = ['unknown', 'dropped', 'proven', 'unverified', 'local-fault'] as const;

/** What became of a connection. `unknown`: its shard's journal stops before its end. */
export type Fate = (typeof FATES)[number];

/** The two addresses of a connection. A run has few of them and many connections. */
export interface Route {
  readonly localAddress: string;
  readonly peer: string;
}

/**
 * All connections of a run, one row per id: when each opened, and how it ended. Columns of numbers, because
 * a run has as many rows as dials; what else is known of a drop is in `drops`.
 */
export class LifeTable {
  readonly #openedAtMs = new Column(NEVER);
  readonly #target = new IndexColumn();
  readonly #connectMs = new Column(0);
  readonly #tlsMs = new Column(0);
  readonly #upgradeMs = new Column(0);
  readonly #member = new IndexColumn();
  readonly #endedAtMs = new Column(NEVER);
  readonly #ageMs = new Column(0);
  readonly #sinceSentMs = new Column(0);
  readonly #sinceReceivedMs = new Column(0);
  readonly #dropIndex = new IndexColumn();
  readonly #fate = new IndexColumn();
  readonly #proven = new IndexColumn();
  readonly #route = new IndexColumn();
  readonly #localPort = new IndexColumn();
  readonly #routes: Route[] = [];
  readonly #routeIndex = new Map<string, number>();
  readonly #backend = new IndexColumn();
  readonly #backends = new Names();
  readonly drops = new DropTable(this);
  rows = 0;

  noteOpened(
    { id, atMs, target, member, tookMs, localPort, backend }: OpenedRecord,
    route: Route,
  ): void {
    this.rows = Math.max(this.rows, id + 1);
    this.#route.set(id, this.#routeIndexOf(route));
    this.#openedAtMs.set(id, atMs);
    this.#localPort.set(id, localPort);
    this.#target.set(id, target);
    const [, connectMs, tlsMs, upgradeMs] = tookMs;
    this.#connectMs.set(id, connectMs);
    this.#tlsMs.set(id, tlsMs);
    this.#upgradeMs.set(id, upgradeMs);
    this.#member.set(id, member);
    if (backend !== undefined) this.#backend.set(id, this.#backends.indexOf(backend));
  }

  noteEnded(record: EndedRecord): void {
    const { id, atMs, ageMs, sinceSentMs, sinceReceivedMs, target } = record;
    this.rows = Math.max(this.rows, id + 1);
    this.#endedAtMs.set(id, atMs);
    this.#ageMs.set(id, ageMs);
    this.#sinceSentMs.set(id, sinceSentMs);
    this.#sinceReceivedMs.set(id, sinceReceivedMs);
    this.#target.set(id, target);
    this.#proven.set(id, record.proven ? 1 : 0);
    this.#fate.set(id, FATES.indexOf(fateOf(record)));
    if (record.backend !== undefined) this.#backend.set(id, this.#backends.indexOf(record.backend));
    if (!isDrop(record.ending)) return;
    this.#dropIndex.set(id, this.drops.length);
    this.drops.add(record);
  }

  /** Between which addresses it ran; undefined when no record told. */
  routeOf(id: number): Route | undefined {
    return this.#routes[this.#route.get(id)];
  }

  #routeIndexOf(route: Route): number {
    const key = `${route.localAddress} ${route.peer}`;
    let index = this.#routeIndex.get(key);
    if (index === undefined) {
      index = this.#routes.length;
      this.#routes.push(route);
      this.#routeIndex.set(key, index);
    }
    return index;
  }

  isDrop(id: number): boolean {
    return this.#dropIndex.get(id) !== NOWHERE;
  }

  /** Whether such a connection opened. */
  isKnown(id: number): boolean {
    return this.#openedAtMs.get(id) !== NEVER;
  }

  /** When its TCP handshake was done, which is what the other end calls its beginning. */
  acceptedAtMs(id: number): number | undefined {
    const openedAtMs = this.#openedAtMs.get(id);
    if (openedAtMs === NEVER) return undefined;
    return openedAtMs - this.#tlsMs.get(id) - this.#upgradeMs.get(id);
  }

  /** Connections by their own address and port; -1 where several had it. */
  byAddress(): ReadonlyMap<string, number> {
    const found = new Map<string, number>();
    for (let id = 0; id < this.rows; id += 1) {
      const port = this.#localPort.get(id);
      const { localAddress } = this.routeOf(id) ?? { localAddress: '' };
      if (port <= 0 || localAddress === '') continue;
      const key = `${localAddress}:${port}`;
      found.set(key, found.has(key) ? -1 : id);
    }
    return found;
  }

  /** How long the TCP handshake took: the best guess at the path's round trip. */
  connectMsOf(id: number): number {
    return this.#connectMs.get(id);
  }

  /** Every connection that opened, in the order of ids. */
  *lives(): Generator<LifeRow> {
    for (let id = 0; id < this.rows; id += 1) {
      const endedAtMs = this.#endedAtMs.get(id);
      const openedAtMs = this.#openedAtMs.get(id);
      if (openedAtMs === NEVER && endedAtMs === NEVER) continue;
      const isKnown = endedAtMs !== NEVER;
      yield {
        id,
        target: this.#target.get(id),
        openedAtMs: openedAtMs === NEVER ? endedAtMs - this.#ageMs.get(id) : openedAtMs,
        endedAtMs: isKnown ? endedAtMs : undefined,
        ageMs: this.#ageMs.get(id),
        sinceSentMs: this.#sinceSentMs.get(id),
        sinceReceivedMs: this.#sinceReceivedMs.get(id),
        member: Math.max(0, this.#member.get(id)),
        connectMs: this.#connectMs.get(id),
        tlsMs: this.#tlsMs.get(id),
        upgradeMs: this.#upgradeMs.get(id),
        route: this.routeOf(id),
        backend: this.#backends.at(this.#backend.get(id)),
        dropIndex: this.#dropIndex.get(id),
        fate: FATES[this.#fate.get(id)] ?? 'unknown',
        proven: this.#proven.get(id) !== 0,
      };
    }
  }
}

export interface LifeRow {
  readonly id: number;
  readonly target: number;
  readonly openedAtMs: number;
  /** Undefined when its shard's journal stops before its end. */
  readonly endedAtMs: number | undefined;
  readonly ageMs: number;
  readonly sinceSentMs: number;
  readonly sinceReceivedMs: number;
  /** Which of the target's connections; the same again after a redial. */
  readonly member: number;
  /** What the stages of opening took; 0 where one does not exist. */
  readonly connectMs: number;
  readonly tlsMs: number;
  readonly upgradeMs: number;
  readonly route: Route | undefined;
  /** Who answered, where it told. */
  readonly backend: string | undefined;
  /** Into `drops`, or -1 when it was held to the end. */
  readonly dropIndex: number;
  readonly fate: Fate;
  /** A byte came back at some time; true while nothing else is known. */
  readonly proven: boolean;
}

function fateOf({ ending }: EndedRecord): Fate {
  if (ending.kind === 'local-close') return ending.life;
  return ending.kind === 'local-fault' ? 'local-fault' : 'dropped';
}
