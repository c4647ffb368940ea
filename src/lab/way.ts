import { hopsOnTheWay } from '../path/build.ts';
import { hopKind } from '../path/kinds/all.ts';
import type { HopRole, Limit, Path } from '../path/path.ts';
import { isSecure, isWebSocket, TRANSPORT_KINDS, type TransportKind } from '../path/transport.ts';
import { SILENCE, type Way, wayOf } from '../path/way.ts';
import type { Fault } from '../scenario/scenario.ts';

/** A NAT that forgets after more than this is left out: no lab runs that long. */
const NAT_IDLE_MS_MAX = 3_600_000;

/** What passes an ingress that the catalogue does not know. */
const WEB_TRANSPORTS = TRANSPORT_KINDS.filter(isWebSocket);

/** Where the connections of one target enter the lab. */
export interface LabListener {
  /** The port in the scenario: limits of a path may hold for one port only. */
  readonly port: number;
  readonly transport: TransportKind;
  readonly target: string;
  /** Ids of the hops on its way; all that carry its transport when absent. */
  readonly via?: readonly string[];
}

/** One hop of a listener's way, in the client's order. */
export interface Waypoint {
  readonly id: string;
  readonly kind: 'packets' | 'http';
  readonly limits: readonly Limit[];
  /** Here the client's TLS ends. */
  readonly tls: boolean;
  readonly lazyMs: number;
}

/** The hops that this listener's connections pass before the backend. */
export function waypointsOf(
  path: Path,
  { listener, faults }: { readonly listener: LabListener; readonly faults: readonly Fault[] },
): readonly Waypoint[] {
  const points: Waypoint[] = [];
  const { stations, timers } = listenerWay(path, listener);
  for (const { id, role, proxying, kind } of stations) {
    const own = timers.filter(({ hop }) => hop.id === id);
    const limits = own.map(({ limit }) => limit);
    const hasFault = faults.some((fault) => fault.hop === id);
    if (!stands(role, { limits, hasFault })) continue;
    const isHttp = proxying === 'http-proxy';
    const tls = isHttp && isSecure(listener.transport) && !points.some((point) => point.tls);
    const lazyMs = hopKind(kind)?.lazyMs ?? 0;
    points.push({ id, kind: isHttp ? 'http' : 'packets', limits, tls, lazyMs });
  }
  return points;
}

/** What the backend itself ends: the smallest idle timeout and the smallest age on this way. */
export function backendLimits(
  path: Path,
  listener: LabListener,
): { readonly idleTimeoutMs: number; readonly maxAgeMs: number } {
  const limits = listenerWay(path, listener)
    .timers.filter(({ hop }) => hop.role === 'backend')
    .map(({ limit }) => limit);
  const smallest = (startsAt: Limit['startsAt']) =>
    Math.min(
      Infinity,
      ...limits.filter((limit) => limit.startsAt === startsAt).map((limit) => limit.afterMs),
    );
  return { idleTimeoutMs: smallest('last-reset'), maxAgeMs: smallest('open') };
}

/** The way of whatever traffic comes to this listener. */
function listenerWay(path: Path, { transport, port, via }: LabListener): Way {
  const passed = path.hops.map(({ id, kind, role }) => ({
    id,
    carries: hopKind(kind)?.carries ?? (role === 'ingress' ? WEB_TRANSPORTS : undefined),
  }));
  return wayOf(path, {
    address: { transport, port },
    via: via ?? hopsOnTheWay(passed, transport),
    traffic: SILENCE,
  });
}

function stands(
  role: HopRole,
  { limits, hasFault }: { readonly limits: readonly Limit[]; readonly hasFault: boolean },
): boolean {
  switch (role) {
    case 'client':
    case 'backend':
      return false;
    case 'load-balancer':
    case 'ingress':
      return true;
    case 'nat':
      return hasFault || limits.some((limit) => limit.afterMs < NAT_IDLE_MS_MAX);
  }
}
