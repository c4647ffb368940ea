import type { Position } from '../base/problem.ts';
import { matchesHost } from '../objects/host.ts';
import type { Inventory } from '../objects/inventory.ts';
import type { ManifestObject, Note } from '../objects/object.ts';
import type { Service } from '../objects/service.ts';
import type { Path } from '../path/path.ts';
import type { TransportKind } from '../path/transport.ts';
import type { DataPlane } from './data-plane.ts';
import type { NginxController } from './nginx-controller.ts';

/** One way into the cluster: where a client knocks, and the hops that it passes. */
export interface Route {
  /** `wss://link.example.com/` or `tcp://link-tcp-socket-svc:80`. */
  readonly name: string;
  readonly transport: TransportKind;
  /** What clients dial; absent when only the cloud knows (an address that it assigns). */
  readonly host: string | undefined;
  /** The address that the cloud gave it, as a live cluster tells; others may lead there too. */
  readonly assigned?: string | undefined;
  readonly port: number;
  /** From `/`, for WebSocket. */
  readonly path: string | undefined;
  /** The rule or port that makes it. */
  readonly at: Position;
  readonly owner: ManifestObject;
  /** The Service behind it: `namespace/name`. */
  readonly backend: string;
  readonly hops: Path;
}

/** Ways, and what had to be assumed because no manifest says it. */
export interface Routes {
  readonly routes: readonly Route[];
  readonly notes: readonly Note[];
}

/** Everything that the ways of one set of manifests have in common. */
export interface World {
  readonly inventory: Inventory;
  readonly controllers: readonly NginxController[];
  readonly plane: DataPlane;
  /** What most likely stands in front of a controller whose own Service nobody gave. */
  readonly usualBalancer: UsualBalancer | undefined;
}

/** The one kind of balancer that all Services of type LoadBalancer have, and one of them. */
export interface UsualBalancer {
  readonly kind: string;
  readonly example: Service;
}

/** What a client dials, as far as it tells which way it takes. */
export interface Dialled {
  readonly transport: TransportKind;
  readonly host: string;
  readonly port: number;
  /** For WebSocket. */
  readonly path?: string;
}

/** True when a client that dials this takes the way. The address of a balancer is known to its cloud only. */
export function leadsTo(route: Route, { transport, host, port, path }: Dialled): boolean {
  if (route.port !== port || route.transport !== transport) return false;
  const isHost = route.host === undefined || matchesHost(route.host, host);
  return isHost && (path === undefined || path.startsWith(route.path ?? '/'));
}
