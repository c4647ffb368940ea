import type { Position } from '../base/problem.ts';
import type { ManifestObject, Note } from '../objects/object.ts';
import type { Service } from '../objects/service.ts';
import type { NoUpgrade } from './path.ts';
import type { Setting } from './setting.ts';
import type { TransportKind } from './transport.ts';

/**
 * A way into the cluster that a resource of a product's own describes: a VirtualService, an HTTPProxy, an IngressRoute.
 *
 * A kind returns one for each host, path and backend; `manifests/routes/custom-ways.ts` makes a way of it.
 */
export interface CustomRoute {
  readonly owner: ManifestObject;
  /** What in it creates the way: a rule, a route, a port. */
  readonly at: Position;
  /** Any host if absent. */
  readonly host?: string | undefined;
  /** The port that clients dial. */
  readonly port: number;
  readonly transport: TransportKind;
  /** From `/`, for WebSocket; `/` when absent. */
  readonly path?: string | undefined;
  readonly backend: {
    readonly namespace: string;
    /** Absent where the route has no Service behind it. */
    readonly name: string | undefined;
    /** Number or name. */
    readonly port?: string | undefined;
  };
  /** Another kind of hop than the one that describes the way, such as the raw TCP part of the same proxy. */
  readonly kind?: string;
  readonly settings: readonly Setting[];
  /** The upgrade is not passed on, so that no WebSocket opens. */
  readonly noUpgrade?: NoUpgrade | undefined;
  /** In front of the proxy, where it is known; otherwise the Service of its pods is looked for. */
  readonly front?: Service | undefined;
  /** What had to be assumed about it, or was not understood. */
  readonly notes?: readonly Note[];
}
