import { LAYERS, layersOf, mayWriteFrames, terminationOf } from './hop-facts.ts';
import type { Layer, Termination } from './hop-kind.ts';
import type { Effect, Hop, HopRole, Limit, Path, PlacedLimit } from './path.ts';
import type { Proxying, Sight } from './sight.ts';
import { sightOf, through } from './sight.ts';
import { isSecure, isWebSocket, type TransportKind } from './transport.ts';
import type { Unread } from './unread.ts';

/** What a way must know of a target. A scenario's `Target` is one. */
interface WayTarget {
  readonly address: { readonly transport: TransportKind; readonly port: number };
  /** Ids of the hops that it passes. */
  readonly via: readonly string[];
  readonly traffic: WayTraffic;
}

/** What a connection sends again and again. */
export interface WayTraffic {
  readonly beats: readonly WayBeat[];
  /** TCP keep-alive after this much silence; off when absent. */
  readonly keepaliveMs?: number;
}

/** The traffic of a connection that sends nothing. */
export const SILENCE: WayTraffic = { beats: [] };

export interface WayBeat {
  readonly say: { readonly kind: string };
  readonly expect: { readonly kind: string };
  readonly everyMs: number;
  /** Each period is drawn from `everyMs` x (1 - jitter) to `everyMs` x (1 + jitter). */
  readonly jitter: number;
}

/** What the connections of one target pass, worked out once so that each question costs only comparisons. */
export interface Way<T extends WayTarget = WayTarget> {
  readonly target: T;
  readonly carriesTls: boolean;
  /** From the first hop behind the client to the backend; a backend that nobody listed is added. */
  readonly stations: readonly Station[];
  /** Index of the first station that surely terminates TCP: no segment from behind it reaches the client. */
  readonly firstTerminator: number;
  /** False when the scenario lists nothing on this way. */
  readonly listed: boolean;
  readonly timers: readonly Timer[];
  /** Hops on it that may have limits that nobody can state. */
  readonly unread: readonly UnreadHop[];
  /** The longest and the shortest possible pause between two of our own writes; Infinity for a silent target. */
  readonly pauseMsMax: number;
  readonly pauseMsMin: number;
}

/** A hop, and what passes through it. */
export interface Station {
  readonly id: string;
  readonly kind: string;
  readonly role: HopRole;
  /** Whether it terminates TCP. `maybe`: a balancer whose limits leave open whether it is a proxy. */
  readonly terminates: Termination;
  /** The layers of the transport in which it takes part. */
  readonly speaks: readonly Layer[];
  /** It may write a Close frame of its own. */
  readonly writesFrames: boolean;
  readonly proxying: Proxying;
}

/** A hop that may have limits that nobody can state, and why. */
interface UnreadHop {
  readonly hop: Hop;
  readonly unread: readonly Unread[];
}

/** A limit on this way, with what the client would see of it. */
export interface Timer {
  readonly station: number;
  readonly hop: Hop;
  readonly limit: Limit;
  readonly sights: readonly Sight[];
  /** Whether the client's TCP keep-alive probes get as far as its hop: up to the first that terminates TCP. */
  readonly hearsKeepalive: Termination;
  /** TCP keep-alive probes restart its clock in time, so it never runs out. */
  readonly heldByKeepalive: boolean;
}

/** True when no traffic restarts its clock. */
export function isAge({ limit }: Pick<Timer, 'limit'>): boolean {
  return limit.startsAt === 'open' || limit.resetBy === 'nothing';
}

/** The one model of a target's way: who terminates what, which limits apply, and what the client sees of them. */
export function wayOf<T extends WayTarget>(path: Path, target: T): Way<T> {
  const { address, traffic, via } = target;
  const { transport } = address;
  const hops = path.hops.filter(({ id, role }) => via.includes(id) && role !== 'client');
  const stations = stationsOf(hops, transport);
  const firstTerminator = stations.findIndex(({ terminates }) => terminates === 'yes');
  const timers = limitsOf(hops, address).map(({ hop, limit }) => {
    const station = stations.findIndex(({ id }) => id === hop.id);
    const hearsKeepalive = reachOf(stations.slice(0, station));
    const heldByKeepalive =
      limit.resetBy === 'packets' &&
      hearsKeepalive === 'yes' &&
      traffic.keepaliveMs !== undefined &&
      traffic.keepaliveMs < limit.afterMs - limit.earlyMs;
    const sights = sightsAt(stations, station, shownEffects(limit, transport));
    return { station, hop, limit, sights, hearsKeepalive, heldByKeepalive };
  });
  return {
    target,
    carriesTls: isSecure(transport),
    stations,
    firstTerminator,
    listed: hops.length > 0,
    timers,
    unread: hops.flatMap((hop) => (hop.unread === undefined ? [] : [{ hop, unread: hop.unread }])),
    pauseMsMax: Math.min(...traffic.beats.map((beat) => beat.everyMs * (1 + beat.jitter))),
    pauseMsMin: shortestPause(traffic.beats),
  };
}

function stationsOf(hops: readonly Hop[], transport: TransportKind): Station[] {
  const stations = hops.map((hop): Station => {
    const speaks = layersOf(hop, transport);
    return {
      id: hop.id,
      kind: hop.kind,
      role: hop.role,
      terminates: terminationOf(hop),
      speaks,
      writesFrames: mayWriteFrames(hop, transport),
      proxying: proxyingOf(hop, speaks),
    };
  });
  if (stations.some(({ role }) => role === 'backend')) return stations;
  const speaks = LAYERS[transport];
  return [
    ...stations,
    {
      id: 'backend',
      kind: 'custom',
      role: 'backend',
      terminates: 'yes',
      speaks,
      writesFrames: speaks.includes('websocket'),
      proxying: 'tcp-proxy',
    },
  ];
}

function proxyingOf({ role, relays }: Hop, speaks: readonly Layer[]): Proxying {
  if (role !== 'backend' && speaks.includes('http')) return 'http-proxy';
  return relays === true ? 'relay' : 'tcp-proxy';
}

/** Every limit that can end a connection of this transport to this port, in path order. */
function limitsOf(
  hops: readonly Hop[],
  { transport, port }: WayTarget['address'],
): readonly PlacedLimit[] {
  return hops
    .flatMap((hop) => hop.limits.map((limit) => ({ hop, limit })))
    .filter(({ limit }) => limit.onlyFor === undefined || limit.onlyFor.includes(transport))
    .filter(({ limit }) => limit.onlyPort === undefined || limit.onlyPort === port);
}

/** Whether a segment of the client's own TCP passes all of these. */
function reachOf(nearer: readonly Station[]): Timer['hearsKeepalive'] {
  if (nearer.some(({ terminates }) => terminates === 'yes')) return 'no';
  return nearer.some(({ terminates }) => terminates === 'maybe') ? 'maybe' : 'yes';
}

/** A Close frame exists on WebSocket only: an application that closes on plain TCP sends a FIN. */
function shownEffects({ effects }: Limit, transport: TransportKind): readonly Effect[] {
  if (isWebSocket(transport)) return effects;
  const shown = effects.filter((effect) => effect !== 'close-frame');
  return shown.length === 0 ? ['fin'] : shown;
}

function sightsAt(
  stations: readonly Station[],
  station: number,
  effects: readonly Effect[],
): Sight[] {
  let sights = effects.map(sightOf);
  for (let nearer = station - 1; nearer >= 0; nearer -= 1) {
    const { terminates, proxying } = stations[nearer]!;
    if (terminates === 'no') continue;
    const passedOn = sights.map((sight) => through(sight, proxying));
    sights = terminates === 'yes' ? passedOn : [...sights, ...passedOn];
  }
  return sights;
}

/** Several beats interleave: only the half of the fastest one is surely a pause now and then. */
function shortestPause(beats: readonly WayBeat[]): number {
  const fastest = Math.min(...beats.map((beat) => beat.everyMs * (1 - beat.jitter)));
  return beats.length > 1 ? fastest / 2 : fastest;
}
