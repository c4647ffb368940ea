import type { Position } from '../base/problem.ts';
import { matchesHost } from '../objects/host.ts';
import type { Inventory } from '../objects/inventory.ts';
import type { ManifestObject, Note } from '../objects/object.ts';
import type { Service } from '../objects/service.ts';
import type { Path } from '../path/path.ts';
import type { TransportKind } from '../path/transport.ts';
import type { DataPlane } from './data-plane.ts';
import { dialledPath } from './path-pattern.ts';

/** One way into the cluster: the address that a client dials, and the hops that it passes through. */
export interface Route {
  /** `wss://link.example.com/` or `tcp://link-tcp-socket-svc:80`. */
  readonly name: string;
  readonly transport: TransportKind;
  /** The address that clients dial; absent if only the cloud knows it (an assigned address). */
  readonly host: string | undefined;
  /** The address that the cloud assigned, from a live cluster; other addresses may lead there too. */
  readonly assigned?: string | undefined;
  readonly port: number;
  /** From `/`, for WebSocket. */
  readonly path: string | undefined;
  /** The rule or port that creates it. */
  readonly at: Position;
  readonly owner: ManifestObject;
  /** The Service behind it: `namespace/name`. */
  readonly backend: string;
  readonly hops: Path;
  /** Why soak does not dial it as it stands: a regular expression as path, a protocol that soak does not speak. */
  readonly undialled?: string;
}

/** Ways, and the assumptions where no manifest says. */
export interface Routes {
  readonly routes: readonly Route[];
  readonly notes: readonly Note[];
}

/** Everything that the ways of one set of manifests share. */
export interface World {
  readonly inventory: Inventory;
  readonly plane: DataPlane;
  /** The probable load balancer in front of a controller whose own Service is not in the manifests. */
  readonly usualBalancer: UsualBalancer | undefined;
  /** What had to be assumed of the objects themselves. */
  readonly notes?: readonly Note[];
}

/** The kind of load balancer that all Services of type LoadBalancer share, and one of these Services. */
export interface UsualBalancer {
  readonly kind: string;
  readonly example: Service;
}

/** The address that a client dials, as far as it determines the way. */
interface Dialled {
  readonly transport: TransportKind;
  readonly host: string;
  readonly port: number;
  /** For WebSocket. */
  readonly path?: string;
}

/** True when a client that dials this address takes the way. Only the cloud knows the address of a load balancer. */
export function leadsTo(route: Route, { transport, host, port, path }: Dialled): boolean {
  if (route.port !== port || route.transport !== transport) return false;
  const isHost = route.host === undefined || matchesHost(route.host, host);
  return isHost && (path === undefined || path.startsWith(dialledPath(route.path ?? '/').prefix));
}
