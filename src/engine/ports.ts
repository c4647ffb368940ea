import type { JournalRecord } from '../journal/record.ts';
import type { Ending, KernelQueues, Refusal } from '../outcome/ending.ts';

/** Opens connections of one target. `net/` does it with sockets, `testing/` with a simulated path. */
export interface Transport {
  /**
   * Starts one connection. Reports `opened` or `refused` once, then at most one `ended`, and nothing after
   * `destroy()`. Never throws for what the network or our own kernel does, and never calls the inbox
   * before it has returned.
   */
  dial(request: DialRequest): Wire;
}

export interface DialRequest {
  /** Where the engine keeps the connection. Reused. */
  readonly slot: number;
  /** Identifies the connection. Never reused, so that a late event of a predecessor is recognized. */
  readonly id: number;
  /** Its number in the target, which stays the same over redials. */
  readonly member: number;
  /** How often the member has been dialled before. */
  readonly attempt: number;
  readonly inbox: Inbox;
}

/** One connection, seen from the engine. */
export interface Wire {
  /**
   * Sends exchange `exchange` of the target (see `exchangesOf`) and returns the time at which it was
   * handed to the kernel. The reply arrives as a `received` event with `answers: exchange`.
   */
  say(exchange: number): number;
  /** Payload bytes of the last `say`, where they differ between connections; read right after it. */
  readonly saidBytes?: number | undefined;
  /** The phase that the dial has reached, for a refusal by the engine's own deadline. */
  readonly phase: Refusal['phase'] | 'open' | 'over';
  /** The remote address of a dial in progress, once its name was resolved. */
  readonly peer: string | undefined;
  /** The first bytes that came instead of a reply that is owed, printable; undefined where none came. */
  readonly otherReply?: string | undefined;
  /** Bytes that `say` could not hand to the kernel yet: the peer does not read. */
  readonly backlogBytes: number;
  /** Ends it politely (Close frame, close_notify, FIN) without waiting for anything. No event follows. */
  close(): void;
  /** Frees the socket at once. No event follows. */
  destroy(): void;
}

/** Where a transport reports. The event is only stored; the shard acts on it in its next tick. */
export type Inbox = (event: NetEvent) => void;

/** An event of one connection, with the time at which the socket reported it. */
export type NetEvent = OpenedEvent | RefusedEvent | ReceivedEvent | EndedEvent;

export interface OpenedEvent {
  readonly kind: 'opened';
  readonly slot: number;
  readonly id: number;
  readonly atMs: number;
  readonly tookMs: readonly [resolve: number, connect: number, tls: number, upgrade: number];
  readonly localAddress: string;
  readonly localPort: number;
  readonly peer: string;
}

export interface RefusedEvent {
  readonly kind: 'refused';
  readonly slot: number;
  readonly id: number;
  readonly atMs: number;
  readonly refusal: Refusal;
  /** The remote address, if the name was resolved. */
  readonly peer?: string;
}

/** Payload arrived. */
export interface ReceivedEvent {
  readonly kind: 'received';
  readonly slot: number;
  readonly id: number;
  readonly atMs: number;
  readonly bytes: number;
  /** The exchange whose reply is now complete, or -1. */
  readonly answers: number;
  /** How many replies of that exchange it stands for, the oldest first; 1 when absent. */
  readonly settles?: number;
  /** WebSocket: there was no message in it, only control frames. */
  readonly isControl?: boolean;
  /** True when the transport answered by itself (a pong), so bytes went out as well. */
  readonly replied: boolean;
  /** The backend's identity, the first time that it gives one. */
  readonly backend?: string;
}

export interface EndedEvent {
  readonly kind: 'ended';
  readonly slot: number;
  readonly id: number;
  readonly atMs: number;
  readonly ending: Ending;
}

/** Where the shard writes what it saw. */
export interface Journal {
  append(record: JournalRecord): void;
}

/** What the machine reports of this process. */
export interface Machine {
  /** What the process used so far; read once per interval. */
  usage(): {
    readonly cpuMs: number;
    readonly rssBytes: number;
    readonly openFiles: number;
  };
  /** Why the event loop just stalled for `gapMs`. */
  stallCause(gapMs: number): 'own-loop' | 'cpu-starved' | 'paused' | 'unknown';
  /** The wall clock's lead over the monotonic clock; a change of it is a step. */
  wallOffsetMs(): number;
  /**
   * The kernel's queues of the sockets with these local ports, by port; read in one pass. Empty where the
   * system does not report them.
   */
  kernelQueues(localPorts: ReadonlySet<number>): ReadonlyMap<number, KernelQueues>;
}
