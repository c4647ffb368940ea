import type { EndedRecord, OpenedRecord, OtherClocks } from '../journal/record.ts';
import type { Ending } from '../outcome/ending.ts';
import { Column, IndexColumn } from '../stats/column.ts';
import { Names } from '../stats/names.ts';

/** The two addresses of a connection, empty where no record has them. A run has few of them and many connections. */
export interface Route {
  readonly localAddress: string;
  readonly peer: string;
}

/** What a column of times says of a row whose record was not read. */
export const NEVER = -1;

/** Clocks that not every record has. */
const OTHER_CLOCKS = [
  'sinceFirstSentMs',
  'sinceAskedMs',
  'sinceMessageSentMs',
  'sinceMessageReceivedMs',
] as const satisfies readonly (keyof OtherClocks)[];

/**
 * What the `opened` and `ended` records of all connections say, one row per id, in columns of numbers: a run has as
 * many rows as dials, and there are runs in which every connection drops. Words are kept once each.
 */
export class ConnectionColumns {
  readonly target = new IndexColumn();
  readonly member = new IndexColumn();
  readonly openedAtMs = new Column(NEVER);
  readonly resolveMs = new Column(0);
  readonly connectMs = new Column(NEVER);
  readonly tlsMs = new Column(0);
  readonly upgradeMs = new Column(0);
  readonly localPort = new IndexColumn();
  readonly endedAtMs = new Column(NEVER);
  readonly ageMs = new Column(0);
  readonly sinceSentMs = new Column(0);
  readonly sinceReceivedMs = new Column(0);
  readonly quietBeforeLastWriteMs = new Column(0);
  readonly loopDelayMs = new Column(0);
  readonly proven = new IndexColumn();
  readonly sentBytes = new Column(0);
  readonly receivedBytes = new Column(0);
  readonly sinceFirstSentMs = new Column(NEVER);
  readonly sinceAskedMs = new Column(NEVER);
  readonly sinceMessageSentMs = new Column(NEVER);
  readonly sinceMessageReceivedMs = new Column(NEVER);
  readonly #ending = new IndexColumn();
  readonly #endings: Ending[] = [];
  readonly #endingNames = new Names();
  readonly #route = new IndexColumn();
  readonly #routes: Route[] = [];
  readonly #routeNames = new Names();
  #lastRoute: { readonly route: Route; readonly index: number } | undefined;
  readonly #backend = new IndexColumn();
  readonly #backends = new Names();

  setOpened({ id, atMs, target, member, tookMs, localPort, backend }: OpenedRecord): void {
    const [resolveMs, connectMs, tlsMs, upgradeMs] = tookMs;
    this.target.set(id, target);
    this.member.set(id, member);
    this.openedAtMs.set(id, atMs);
    this.resolveMs.set(id, resolveMs);
    this.connectMs.set(id, connectMs);
    this.tlsMs.set(id, tlsMs);
    this.upgradeMs.set(id, upgradeMs);
    this.localPort.set(id, localPort);
    if (backend !== undefined) this.#backend.set(id, this.#backends.indexOf(backend));
  }

  setEnded(record: EndedRecord): void {
    const { id, atMs, target, member, ageMs, sinceSentMs, sinceReceivedMs, backend } = record;
    this.target.set(id, target);
    this.member.set(id, member);
    this.endedAtMs.set(id, atMs);
    this.ageMs.set(id, ageMs);
    this.sinceSentMs.set(id, sinceSentMs);
    this.sinceReceivedMs.set(id, sinceReceivedMs);
    this.quietBeforeLastWriteMs.set(id, record.quietBeforeLastWriteMs);
    this.loopDelayMs.set(id, record.loopDelayMs);
    this.proven.set(id, record.proven ? 1 : 0);
    this.sentBytes.set(id, record.sentBytes);
    this.receivedBytes.set(id, record.receivedBytes);
    for (const clock of OTHER_CLOCKS) {
      const shownMs = record[clock];
      if (shownMs !== undefined) this[clock].set(id, shownMs);
    }
    this.#ending.set(id, this.#endingIndexOf(record.ending));
    if (backend !== undefined) this.#backend.set(id, this.#backends.indexOf(backend));
  }

  setRoute(id: number, route: Route): void {
    if (this.#lastRoute?.route !== route)
      this.#lastRoute = { route, index: this.#routeIndexOf(route) };
    this.#route.set(id, this.#lastRoute.index);
  }

  endingOf(id: number): Ending {
    return this.#endings[this.#ending.get(id)]!;
  }

  /** Undefined when no record told. */
  routeOf(id: number): Route | undefined {
    return this.#routes[this.#route.get(id)];
  }

  backendOf(id: number): string | undefined {
    return this.#backends.at(this.#backend.get(id));
  }

  #routeIndexOf(route: Route): number {
    const index = this.#routeNames.indexOf(`${route.localAddress} ${route.peer}`);
    this.#routes[index] ??= route;
    return index;
  }

  #endingIndexOf(ending: Ending): number {
    const index = this.#endingNames.indexOf(JSON.stringify(ending));
    this.#endings[index] ??= ending;
    return index;
  }
}
