import { hopKind } from '../path/kinds/all.ts';
import { type Limit, limitsOn, type Path, type Hop as PathHop } from '../path/path.ts';
import { isSecure, isWebSocket, type TransportKind } from '../path/transport.ts';
import type { Fault } from '../scenario/scenario.ts';

/** nginx does not move a timer by less (NGX_TIMER_LAZY_DELAY in src/event/ngx_event_timer.h). */
const NGINX_LAZY_MS = 300;
/** A NAT that forgets after more than this is left out: no lab runs for so long. */
const NAT_IDLE_MS_MAX = 3_600_000;

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
  readonly hop: PathHop;
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
  for (const hop of path.hops) {
    const limits = limitsOf(path, { hop, listener });
    const hasFault = faults.some((fault) => fault.hop === hop.id);
    if (!passes(hop, listener) || !stands(hop, { limits, hasFault })) continue;
    const terminates = hop.role === 'ingress';
    const tls = terminates && isSecure(listener.transport) && !points.some((point) => point.tls);
    const lazyMs = hop.kind === 'ingress-nginx' ? NGINX_LAZY_MS : 0;
    points.push({ hop, kind: terminates ? 'http' : 'packets', limits, tls, lazyMs });
  }
  return points;
}

/** What the backend itself ends: the smallest idle timeout and the smallest age on this way. */
export function backendLimits(
  path: Path,
  listener: LabListener,
): { readonly idleTimeoutMs: number; readonly maxAgeMs: number } {
  const limits = path.hops
    .filter((hop) => hop.role === 'backend')
    .flatMap((hop) => limitsOf(path, { hop, listener }));
  const smallest = (startsAt: Limit['startsAt']) =>
    Math.min(
      Infinity,
      ...limits.filter((limit) => limit.startsAt === startsAt).map((limit) => limit.afterMs),
    );
  return { idleTimeoutMs: smallest('last-reset'), maxAgeMs: smallest('open') };
}

function limitsOf(
  path: Path,
  { hop, listener }: { readonly hop: PathHop; readonly listener: LabListener },
): readonly Limit[] {
  const { transport, port } = listener;
  return limitsOn(path, { transport, port, via: [hop.id] }).map(({ limit }) => limit);
}

function passes(hop: PathHop, { transport, via }: LabListener): boolean {
  if (via !== undefined && !via.includes(hop.id)) return false;
  if (hop.role === 'ingress' && !isWebSocket(transport)) return false;
  return hopKind(hop.kind)?.carries?.includes(transport) ?? true;
}

function stands(
  { role }: PathHop,
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
