import type { Hop, HopRole, Limit, Path } from '../path/path.ts';
import { limitsOn } from '../path/path.ts';
import type { Beat, Exchange, Target } from '../scenario/scenario.ts';
import type { Proxying, Sight } from './sight.ts';
import { sightOf, through } from './sight.ts';

/** A target with its way, worked out once so that each drop costs only comparisons. */
export interface TargetWay {
  readonly index: number;
  readonly target: Target;
  readonly carriesTls: boolean;
  /** From the first hop behind the client to the backend; a backend that nobody listed is added. */
  readonly stations: readonly Station[];
  /** Index of the first station that surely ends TCP: nothing behind it can send us a segment. */
  readonly firstTerminator: number;
  /** False when the scenario lists nothing on this way. */
  readonly listed: boolean;
  readonly timers: readonly Timer[];
  /** The shortest reply deadline; Infinity when nothing is ever awaited. */
  readonly deadlineMs: number;
  /** The longest and the shortest possible pause between two of our own writes; Infinity for a silent target. */
  readonly pauseMsMax: number;
  readonly pauseMsMin: number;
}

/** A hop, and what passes through it. */
export interface Station {
  readonly id: string;
  readonly role: HopRole;
  /** `maybe`: a balancer whose limits leave open whether it is a proxy. */
  readonly terminates: 'yes' | 'maybe' | 'no';
  readonly proxying: Proxying;
}

/** A limit on this way, with what the client would see of it. */
export interface Timer {
  readonly station: number;
  readonly hop: Hop;
  readonly limit: Limit;
  readonly sights: readonly Sight[];
  /** TCP keep-alive probes restart its clock in time, so it never runs out. */
  readonly heldByKeepalive: boolean;
}

export function targetWay(path: Path, target: Target, index: number): TargetWay {
  const { address, traffic } = target;
  const hops = path.hops.filter((hop) => target.via.includes(hop.id) && hop.role !== 'client');
  const stations = stationsOf(hops, address.transport);
  const firstTerminator = stations.findIndex(({ terminates }) => terminates === 'yes');
  const { transport, port } = address;
  const timers = limitsOn({ hops }, { transport, port, via: target.via }).map(({ hop, limit }) => {
    const station = stations.findIndex(({ id }) => id === hop.id);
    const heldByKeepalive =
      limit.resetBy === 'packets' &&
      station <= firstTerminator &&
      traffic.keepaliveMs !== undefined &&
      traffic.keepaliveMs < limit.afterMs - limit.earlyMs;
    return { station, hop, limit, sights: sightsAt(stations, station, limit), heldByKeepalive };
  });
  return {
    index,
    target,
    carriesTls: transport === 'tls' || transport === 'wss',
    stations,
    firstTerminator,
    listed: hops.length > 0,
    timers,
    deadlineMs: Math.min(...awaited(target).map(({ withinMs }) => withinMs)),
    pauseMsMax: Math.min(...traffic.beats.map((beat) => beat.everyMs * (1 + beat.jitter))),
    pauseMsMin: shortestPause(traffic.beats),
  };
}

function stationsOf(hops: readonly Hop[], transport: Target['address']['transport']): Station[] {
  const isWebSocket = transport === 'ws' || transport === 'wss';
  const stations = hops.map(
    (hop): Station => ({
      id: hop.id,
      role: hop.role,
      terminates: terminates(hop),
      proxying: hop.role === 'ingress' && isWebSocket ? 'http-proxy' : 'tcp-proxy',
    }),
  );
  if (stations.some(({ role }) => role === 'backend')) return stations;
  return [
    ...stations,
    { id: 'backend', role: 'backend', terminates: 'yes', proxying: 'tcp-proxy' },
  ];
}

function terminates(hop: Hop): Station['terminates'] {
  if (hop.endsTcp !== undefined) return hop.endsTcp ? 'yes' : 'no';
  switch (hop.role) {
    case 'backend':
    case 'ingress':
      return 'yes';
    case 'client':
    case 'nat':
      return 'no';
    case 'load-balancer':
      return isProxy(hop);
  }
}

/** Only what ends TCP itself can send a FIN: a balancer that does so is a proxy. */
function isProxy(hop: Hop): Station['terminates'] {
  if (hop.kind === 'haproxy') return 'yes';
  const effects = hop.limits.flatMap((limit) => limit.effects);
  if (effects.length === 0) return 'maybe';
  const ending = effects.filter((effect) => effect === 'fin' || effect === 'close-notify');
  if (ending.length === 0) return 'no';
  return ending.length === effects.length ? 'yes' : 'maybe';
}

function sightsAt(stations: readonly Station[], station: number, limit: Limit): Sight[] {
  let sights = limit.effects.map(sightOf);
  for (let nearer = station - 1; nearer >= 0; nearer -= 1) {
    const { terminates, proxying } = stations[nearer]!;
    if (terminates === 'no') continue;
    const passedOn = sights.map((sight) => through(sight, proxying));
    sights = terminates === 'yes' ? passedOn : [...sights, ...passedOn];
  }
  return sights;
}

function awaited({ traffic, finalProbe }: Target): Exchange[] {
  const probe = finalProbe.kind === 'ask' ? [finalProbe.ask] : [];
  return [...traffic.beats, ...probe].filter(({ expect }) => expect.kind !== 'none');
}

/** Several beats interleave: only the half of the fastest one is surely a pause now and then. */
function shortestPause(beats: readonly Beat[]): number {
  const fastest = Math.min(...beats.map((beat) => beat.everyMs * (1 - beat.jitter)));
  return beats.length > 1 ? fastest / 2 : fastest;
}
