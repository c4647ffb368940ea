import type { Position } from '../base/problem.ts';
import type { PathReading } from './reading.ts';
import type { TransportKind } from './transport.ts';
import type { Unread } from './unread.ts';

/** What lies between client and backend, in the client's order. */
export interface Path {
  readonly hops: readonly Hop[];
  /** It was read from manifests, or from the cluster, and not written by hand. */
  readonly isRead?: boolean;
  /** What it was read from, and how much of that was understood. */
  readonly reading?: PathReading;
}

export interface Hop {
  /** The user's name for it, unique in the path. */
  readonly id: string;
  /** A kind of the catalogue (`alibaba-slb`, `ingress-nginx` …) or `custom`. */
  readonly kind: string;
  readonly role: HopRole;
  /**
   * Whether it ends TCP itself; told by its kind and limits when absent. The hops of a lab do, whatever they
   * stand for: they are proxies, and acknowledge what they then lose.
   */
  readonly endsTcp?: boolean;
  /** Where it ends TCP without speaking HTTP, it still passes a RST from behind it on as a RST. The hops of a lab do. */
  readonly relays?: boolean;
  readonly limits: readonly Limit[];
  /** It may have limits that nobody can state: what was not read and may set them. */
  readonly unread?: readonly Unread[];
  /** Times that are written for it and that people take for limits, but that end no open connection. */
  readonly inert?: readonly InertTime[];
  /** It does not pass on the upgrade to WebSocket. */
  readonly noUpgrade?: NoUpgrade;
  /** How many connections it lets be open at once; the next is refused. */
  readonly capacities?: readonly Capacity[];
}

/** A number of connections that may be open at once. */
export interface Capacity {
  /** The vendor's spelling: `circuitBreaker.maxConnections`. */
  readonly setting: string;
  readonly most: number;
  /** What is counted, and by whom: `connections to one backend from each Envoy`. */
  readonly counts: string;
  /** Where it is written; absent for a default. */
  readonly at?: Position;
  readonly reference: string;
}

/** A time that is written, and ends no open connection. */
export interface InertTime {
  readonly setting: string;
  readonly ms: number;
  /** A clause: `the time to answer the handshake`. */
  readonly why: string;
  readonly at: Position;
}

/** Why a hop answers a WebSocket handshake itself, or passes it on as a plain request. */
export interface NoUpgrade {
  /** The vendor's spelling of what allows or forbids it: `enableWebsockets`. */
  readonly setting: string;
  /** A clause about the hop: `passes on an upgrade only on routes with enableWebsockets: true`. */
  readonly why: string;
  /** Where it is written, or belongs. */
  readonly at: Position;
  /** What would let it pass, ready to paste. */
  readonly fix?: readonly string[];
  readonly reference: string;
}

export type HopRole = 'client' | 'load-balancer' | 'nat' | 'ingress' | 'backend';

/** One way in which a hop ends a connection. */
export interface Limit {
  /** The vendor's own spelling, for people and for the report: `EstablishedTimeout`, `proxy-read-timeout`. */
  readonly setting: string;
  /** After this time. Infinity means no limit: the hop then has no such entry. */
  readonly afterMs: number;
  /**
   * What restarts its clock. `bytes`: payload in either direction. `packets`: any segment, so a TCP
   * keep-alive probe too. `nothing`: activity does not help.
   */
  readonly resetBy: 'packets' | 'bytes' | 'bytes-to-backend' | 'bytes-to-client' | 'nothing';
  /**
   * Where its clock starts: at the last reset (an idle timeout), at the open (a maximum age), at an event
   * (a reload, a drain) or while a peer does not read (a write stall).
   */
  readonly startsAt: 'last-reset' | 'open' | 'event' | 'stall';
  /** With `startsAt: 'event'`: which. */
  readonly event?: PathEvent;
  /** What a client may see of it. More than one where the hop's kind leaves it open. */
  readonly effects: readonly Effect[];
  /** Transports that it can end; all when absent. An ingress's HTTP timeouts do not touch raw TCP. */
  readonly onlyFor?: readonly TransportKind[];
  /** Destination ports that it holds for (an SLB's timeouts are per listener); all when absent. */
  readonly onlyPort?: number;
  /** How far the measured time may lie off `afterMs`; nginx skips re-arming a timer that moves < 300 ms. */
  readonly earlyMs: number;
  readonly lateMs: number;
  readonly verified: Verified;
  readonly source: LimitSource;
  /**
   * What was not read and may set another value: then `afterMs` holds only if it does not. Such a value is never
   * shown as in force, and nothing is concluded from it.
   */
  readonly maybeSetBy?: readonly Unread[];
}

/** What happens on the path, apart from traffic. */
export const PATH_EVENTS = [
  'reload',
  'listener-update',
  'shutdown',
  'backend-stop',
  'backend-removed',
  'backend-unhealthy',
] as const;

export type PathEvent = (typeof PATH_EVENTS)[number];

/**
 * Whether an event may start a limit that waits for `awaited`. People say reload where an Envoy gets a new listener, though
 * it may have been a route, which starts nothing; and a proxy that is told to stop drains as it does after a reload.
 */
export function mayStart(event: string, awaited: PathEvent | undefined): boolean {
  if (event === awaited) return true;
  return (
    (awaited === 'listener-update' && event === 'reload') ||
    (awaited === 'reload' && event === 'shutdown')
  );
}

/** Whether a word is one of them. */
export function isPathEvent(word: string): word is PathEvent {
  return PATH_EVENTS.some((event) => event === word);
}

/**
 * What a limit does to the client.
 *
 *     fin                  FIN at once; no close_notify even under TLS
 *     close-notify         TLS close_notify, then FIN (just FIN when the hop carries no TLS)
 *     rst                  RST at once
 *     rst-on-next-packet   the session is forgotten; the client's next packet is answered by RST
 *     silent               the session is forgotten; the client's packets vanish
 *     close-frame          a WebSocket Close frame, then the rest
 */
export type Effect =
  | 'fin'
  | 'close-notify'
  | 'rst'
  | 'rst-on-next-packet'
  | 'silent'
  | 'close-frame';

/** How far a figure can be trusted. `unverified` is marked wherever it is shown. */
export type Verified = 'measured' | 'source' | 'documentation' | 'unverified';

/** Where the figure comes from. */
export type LimitSource =
  | { readonly kind: 'scenario' | 'manifest'; readonly at: Position }
  | {
      readonly kind: 'vendor-default';
      readonly reference: string;
      /** The versions that have this default; absent where it never changed, or nobody looked. */
      readonly version?: string;
    }
  | { readonly kind: 'probed'; readonly run: string };

/** A limit, and the hop that has it. */
export interface PlacedLimit {
  readonly hop: Hop;
  readonly limit: Limit;
}
