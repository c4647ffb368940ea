import { assert } from '../../base/assert.ts';
import type { Verified } from '../path.ts';

/** One setting somewhere between client and backend that ends, refuses, moves or hides a connection. */
export interface CatalogueEntry {
  /** Unique, stable, and starting with its component: `ingress-nginx-proxy-read-timeout`. */
  readonly id: string;
  readonly hop: CatalogueHop;
  /** The product or module that has it. */
  readonly component: string;
  /** The vendor's own spelling. */
  readonly setting: string;
  readonly configuredIn: readonly ConfiguredIn[];
  /** In words, because many defaults depend on something. */
  readonly default: string;
  /** Null where there is none, where it is no time, or where it is not known. */
  readonly defaultMs: number | null;
  /** In words. */
  readonly range?: string;
  /** Both ends included. */
  readonly rangeMs?: readonly [min: number, max: number];
  readonly kind: CatalogueKind;
  /** What its clock or counter really counts. */
  readonly measures: string;
  readonly resetBy: ResetBy;
  readonly endsAs: EndsAs;
  readonly appliesTo: readonly Carriage[];
  /** Versions that it holds for, where that is known to matter. */
  readonly versions?: string;
  readonly verified: Verified;
  /** What exactly was verified and what was not. */
  readonly verifiedNote?: string;
  readonly sources: readonly string[];
  readonly notes?: string;
}

type CatalogueHop =
  | 'cdn'
  | 'client'
  | 'client-nat'
  | 'cloud-lb'
  | 'cni'
  | 'gateway'
  | 'ingress'
  | 'kernel'
  | 'kube-proxy'
  | 'node'
  | 'pod'
  | 'service';

/**
 * What sort of setting it is.
 *
 *     idle-bidirectional   no bytes either way for this time
 *     idle-directional     one direction counted, or only between requests
 *     write-stall          armed only while a peer does not read
 *     handshake            before the connection is established or upgraded
 *     connect              dial of the next hop
 *     max-age              total life; activity does not help
 *     drain-after-event    starts at a reload, removal or shutdown; activity does not help
 *     capacity             a number or a rate
 *     probe                active liveness check
 *     retransmit           unacknowledged data
 *     affinity             choice of backend for new connections
 *     health               backend health checks
 *     modifier             changes how another entry ends, or whether it applies
 *     observability        logging
 *     lint                 ownership or validation
 */
type CatalogueKind =
  | 'idle-bidirectional'
  | 'idle-directional'
  | 'write-stall'
  | 'handshake'
  | 'connect'
  | 'max-age'
  | 'drain-after-event'
  | 'capacity'
  | 'probe'
  | 'retransmit'
  | 'affinity'
  | 'health'
  | 'modifier'
  | 'observability'
  | 'lint';

/** How the connection passes the hop. */
type Carriage = 'tcp' | 'ws' | 'wss-passthrough' | 'wss-terminated' | 'http-keepalive';

interface ConfiguredIn {
  /** `Ingress annotation`, `sysctl`, `flag` … */
  readonly where: string;
  readonly key: string;
}

export type ResetAnswer = 'yes' | 'no' | 'partly' | 'unknown';

/** What restarts its clock. */
export interface ResetBy {
  readonly clientBytes: ResetAnswer;
  readonly serverBytes: ResetAnswer;
  readonly tcpKeepalive: ResetAnswer;
  readonly webSocketPing: ResetAnswer;
  readonly note?: string;
}

/** How the client learns of it, layer by layer, and what the hop logs. */
interface EndsAs {
  readonly tcp?: string;
  readonly tls?: string;
  readonly ws?: string;
  readonly http?: string;
  readonly log?: string;
}

/** Shared by the many entries that no traffic influences. */
export const NOTHING_RESETS: ResetBy = {
  clientBytes: 'no',
  serverBytes: 'no',
  tcpKeepalive: 'no',
  webSocketPing: 'no',
};

/** A layer-7 clock: payload counts, a TCP keep-alive probe has none. */
export const PAYLOAD_RESETS: ResetBy = {
  clientBytes: 'yes',
  serverBytes: 'yes',
  tcpKeepalive: 'no',
  webSocketPing: 'yes',
};

/** A layer-4 clock: any packet of the session counts. */
export const PACKETS_RESET: ResetBy = {
  clientBytes: 'yes',
  serverBytes: 'yes',
  tcpKeepalive: 'yes',
  webSocketPing: 'yes',
};

/** HTTP keep-alive: only the next request counts, and an upgraded connection has none. */
export const REQUESTS_RESET: ResetBy = {
  clientBytes: 'partly',
  serverBytes: 'no',
  tcpKeepalive: 'no',
  webSocketPing: 'no',
  note: 'only a new request counts',
};

/** Hops that carry everything. */
export const EVERY_CARRIAGE: readonly Carriage[] = [
  'tcp',
  'ws',
  'wss-passthrough',
  'wss-terminated',
];

/** Hops that speak HTTP. */
export const UPGRADED: readonly Carriage[] = ['ws', 'wss-terminated'];

/** Finds an entry of a list by its id; the compiler knows which there are. */
export function entryFinder<const Entries extends readonly CatalogueEntry[]>(
  entries: Entries,
): (id: Entries[number]['id']) => CatalogueEntry {
  const byId = new Map<string, CatalogueEntry>(entries.map((entry) => [entry.id, entry]));
  return (id) => {
    const entry = byId.get(id);
    assert(entry !== undefined, `no catalogue entry ${id}`);
    return entry;
  };
}
