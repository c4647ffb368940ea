import type { FarAccount } from '../../explain/accounts/account.ts';
import type { LogEvent } from '../../explain/accounts/log-event.ts';
import type { Drop } from '../../explain/drop.ts';
import { median } from '../../stats/quantile.ts';
import type { RunFold } from '../fold.ts';
import { LOG_EVENTS_MAX, notesOfLog } from './log-events.ts';

/** What became of the accounts of one log. */
interface LogCounts {
  lines: number;
  /** Lines that tell of the end of a connection. */
  accounts: number;
  /** Connections of this run among them. */
  matched: number;
  /** Lines that are nothing of the kind, torn or too long. */
  unreadable: number;
  /** The same end a second time. */
  repeated: number;
}

/** An account that was joined to a drop. */
interface JoinedAccount {
  readonly account: FarAccount;
  /** Which machine's clock it was written by. */
  readonly clock: string;
}

/** Clock pairs beyond so many are not kept: the median of these is as good. */
const PAIRS_MAX = 20_000;
/** More identities than any roll-out has: a hostile log must not fill the memory. */
const CLOCKS_MAX = 1_000;

/**
 * Joins what one party wrote to the connections of a run, line by line and in any order. Memory grows with
 * the connections of the run, never with the log.
 */
export class EvidenceJoin {
  /** `backend`, or the id of a hop. */
  readonly party: string;
  readonly counts: LogCounts = { lines: 0, accounts: 0, matched: 0, unreadable: 0, repeated: 0 };
  readonly #fold: RunFold;
  readonly #startedAtMs: number;
  readonly #events: LogEvent[] = [];
  readonly #byDrop = new Map<number, JoinedAccount>();
  readonly #seen: Uint8Array;
  readonly #leads = new Map<string, number[]>();
  readonly #offsets = new Map<
    string,
    { readonly pairs: number; readonly offsetMs: number | undefined }
  >();
  #byAddress: ReadonlyMap<string, number> | undefined;

  constructor(party: string, fold: RunFold) {
    this.party = party;
    this.#fold = fold;
    this.#startedAtMs = fold.run!.startedAtMs;
    this.#seen = new Uint8Array(fold.connections.idCount);
  }

  /** Takes one account; `clock` names the machine that wrote it. */
  add(account: FarAccount, clock: string): void {
    this.counts.accounts += 1;
    const id = this.#idOf(account);
    if (id === undefined) return;
    if (this.#seen[id] === 1) {
      this.#addAgain(id, account, clock);
      return;
    }
    this.#seen[id] = 1;
    this.counts.matched += 1;
    this.#noteClock(id, account, clock);
    if (this.#fold.connections.isDrop(id)) this.#byDrop.set(id, { account, clock });
  }

  /** Takes what the log tells of the party as a whole. */
  addEvent(event: LogEvent): void {
    if (this.#events.length < LOG_EVENTS_MAX) this.#events.push(event);
  }

  /** Puts the events of this log on the run's timeline, when all of it was read. */
  noteEvents(): void {
    const ground = { fold: this.#fold, offsetMs: this.offsetMs(this.party) ?? 0 };
    for (const note of notesOfLog(this.party, this.#events, ground)) this.#fold.addNote(note);
  }

  /** An error log says who ended what an access log only says the end and the length of. */
  #addAgain(id: number, account: FarAccount, clock: string): void {
    const known = this.#byDrop.get(id)?.account;
    const isSilent = known?.closedBy === 'unknown' && account.closedBy !== 'unknown';
    const isShort = known?.openedAtMs === undefined && account.openedAtMs !== undefined;
    if (known === undefined || (!isSilent && !isShort)) {
      this.counts.repeated += 1;
      return;
    }
    if (isShort) this.#noteClock(id, account, clock);
    const { closedBy, ending } = isSilent ? account : known;
    const whole = isShort ? account : known;
    this.#byDrop.set(id, { account: { ...whole, closedBy, ending }, clock });
  }

  /** Whether the log tells of the end of this connection. */
  knows(id: number): boolean {
    return this.#seen[id] === 1;
  }

  accountOf(drop: Drop): JoinedAccount | undefined {
    return this.#byDrop.get(drop.id);
  }

  /** How much later than the client the party saw the end, ms; negative when it was first. */
  laterMs(drop: Drop, { account, clock }: JoinedAccount): number | undefined {
    const offsetMs = this.offsetMs(clock);
    if (offsetMs === undefined) return undefined;
    return account.endedAtMs - offsetMs - (this.#startedAtMs + drop.atMs);
  }

  /** By how much that clock is ahead of the client's: the median over connections that both saw open. */
  offsetMs(clock: string): number | undefined {
    const leads = this.#leads.get(clock) ?? [];
    const known = this.#offsets.get(clock);
    if (known?.pairs === leads.length) return known.offsetMs;
    const offsetMs = median(leads);
    this.#offsets.set(clock, { pairs: leads.length, offsetMs });
    return offsetMs;
  }

  get clocks(): readonly {
    readonly clock: string;
    readonly offsetMs: number;
    readonly pairs: number;
  }[] {
    return [...this.#leads].map(([clock, leads]) => ({
      clock,
      offsetMs: median(leads)!,
      pairs: leads.length,
    }));
  }

  #noteClock(id: number, { openedAtMs }: FarAccount, clock: string): void {
    const openedHereMs = this.#fold.connections.acceptedAtMs(id);
    if (openedAtMs === undefined || openedHereMs === undefined) return;
    let leads = this.#leads.get(clock);
    if (leads === undefined) {
      if (this.#leads.size >= CLOCKS_MAX) return;
      leads = [];
      this.#leads.set(clock, leads);
    }
    if (leads.length < PAIRS_MAX) leads.push(openedAtMs - (this.#startedAtMs + openedHereMs));
  }

  #idOf({ id, client }: FarAccount): number | undefined {
    const named = id === '' ? undefined : this.#fold.idNamed(id);
    if (named !== undefined) return this.#fold.connections.isKnown(named) ? named : undefined;
    if (client === '') return undefined;
    this.#byAddress ??= this.#fold.connections.byAddress();
    const found = this.#byAddress.get(client);
    return found === undefined || found < 0 ? undefined : found;
  }
}
