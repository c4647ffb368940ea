import type { Ending } from '../../outcome/ending.ts';
import type { Effect, PathEvent } from '../path.ts';

/**
 * A kind of fault that a scenario can name: `{ at: 10s, rst: slb }`. Its file holds all that is known of it; the
 * schema, the lab, the simulator and the explanation of drops read it here. `all.ts` lists them.
 */
export interface FaultKind {
  /** As in a scenario. */
  readonly name: string;
  /** What the hop does, for people: `sends RST`. */
  readonly does: string;
  /** What it does to an open connection; absent when it hurts none at once. */
  readonly effect?: Effect;
  /** An event of the path that it stands for: it starts the limits of its hop that wait for it. */
  readonly event?: PathEvent;
  /**
   * How a drop that it causes may look to the client at once. Empty: no drop shows it, so it is found later by a
   * missing answer. Absent: anything.
   */
  readonly shownAs?: readonly Ending['kind'][];
  readonly hits: 'connections' | 'listeners';
  /** `for:` in a scenario: it can be taken back. */
  readonly heals?: true;
  /** Only the backend can do it, whatever hop is named. */
  readonly isBackends?: true;
  /** `code:` in a scenario: the code of its Close frame. */
  readonly hasCode?: true;
  apply(site: FaultSite, order: FaultOrder): Promise<Applied>;
}

/** What a scenario says of one fault besides its kind and its time. */
export interface FaultOrder {
  /** How many of the connections that are open then; all when absent. */
  readonly count?: number;
  /** Only those of this target's listener; all when absent. */
  readonly target?: string;
  /** It is taken back after this; never when absent. */
  readonly forMs?: number;
  /** With `hasCode`. */
  readonly code?: number;
}

/** A place on the lab's path to which a fault can be applied: a hop or the backend. */
export interface FaultSite {
  readonly id: string;
  /** The connections that are open all the way through and not yet hurt, oldest first. */
  victims(target: string | undefined): readonly Victim[];
  listeners(target: string | undefined): readonly Closable[];
  /** What a reload changes for connections that come after it: a new certificate. */
  renew(): Promise<void>;
}

/** A listening port. */
interface Closable {
  /** Refuses new connections. */
  shut(): void;
  reopen(): Promise<void>;
}

/** One connection at one place. Each call takes effect at once and never throws. */
export interface Victim {
  /** FIN without anything before it, as a process that exits. */
  fin(): void;
  rst(): void;
  /** Neither reads nor writes until `recover()`: back-pressure. */
  stall(): void;
  /** Takes bytes and passes none on; with `heals` the kernel keeps them, as a retransmission would. */
  silence(options: { readonly heals: boolean }): void;
  recover(): void;
  /** The session is forgotten: the client's next bytes are answered by RST. */
  loseState(): void;
  /** It belongs to the configuration, or to the process, of before this event. */
  outdate(by: 'reload' | 'listener-update'): void;
  /** Only a backend can: no hop on the path speaks WebSocket. */
  closeFrame?(code: number): void;
}

export interface Applied {
  /** Connections that it hurt, or listeners. */
  readonly count: number;
  /** Takes it back; absent when nothing heals. */
  readonly heal?: () => Promise<void>;
}

/**
 * Exactly `count` of the open connections, or all: evenly spread over their ages, so that a fault does
 * not hit only the ones that were opened first.
 */
export function pick(site: FaultSite, { count, target }: FaultOrder): readonly Victim[] {
  const all = site.victims(target);
  if (count === undefined || count >= all.length) return all;
  return Array.from(
    { length: count },
    (_, index) => all[Math.floor((index * all.length) / count)]!,
  );
}
