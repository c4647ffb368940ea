import type { GatewayRoute } from '../../objects/gateway.ts';
import { describeObject } from '../../objects/object.ts';
import type { HopKind } from '../../path/hop-kind.ts';
import { isSecure, isWebSocket, type TransportKind } from '../../path/transport.ts';
import { attachedUnread } from '../attached.ts';
import { gatewayKindOf } from '../gateway-class.ts';
import { hopOf } from '../hop.ts';
import { undialledPath } from '../path-pattern.ts';
import type { Routes, World } from '../route.ts';
import { assumedFront, balancerFront, podOf } from './front.ts';

/** One rule of a route of the Gateway API. */
export function gatewayWay(route: GatewayRoute, world: World): Routes {
  const { listener, object, gateway } = route;
  const kind = gatewayKindOf(gateway, world.inventory);
  const service = world.inventory.service(route.serviceNamespace, route.serviceName);
  const transport = transportOf(route);
  const hasPath = isWebSocket(transport);
  const scheme =
    object.kind === 'GRPCRoute' ? GRPC[isSecure(transport) ? 'tls' : 'plain'] : transport;
  const front = frontOf(route, { kind, world });
  const unknown = `${describeObject(gateway)} is served by a controller unknown to soak`;
  return {
    routes: [
      {
        name: `${scheme}://${route.host ?? '*'}${hasPath ? route.path : `:${listener.port}`}`,
        transport,
        host: route.host,
        port: listener.port,
        path: hasPath ? route.path : undefined,
        at: route.field.at,
        owner: object,
        backend: `${route.serviceNamespace}/${route.serviceName ?? '(none)'}`,
        hops: { hops: [...front.hops, podOf(service, world)] },
        ...(hasPath && undialledPath(route.path)),
        ...(object.kind === 'GRPCRoute' && { undialled: 'soak opens no gRPC streams' }),
      },
    ],
    notes:
      kind === undefined
        ? [{ at: gateway.at, message: unknown, unknown: 'proxy' }, ...front.notes]
        : front.notes,
  };
}

/** A gRPC stream ends as a WebSocket does: both are streams of HTTP to the gateway. */
const GRPC = { plain: 'grpc', tls: 'grpcs' } as const;

function transportOf({ object, listener }: GatewayRoute): TransportKind {
  if (object.kind === 'TCPRoute') return listener.protocol === 'TLS' ? 'tls' : 'tcp';
  if (object.kind === 'TLSRoute') return 'tls';
  return listener.protocol === 'HTTPS' ? 'wss' : 'ws';
}

function frontOf(
  route: GatewayRoute,
  { kind, world }: { kind: HopKind | undefined; world: World },
): ReturnType<typeof assumedFront> {
  const { gateway } = route;
  const { inventory } = world;
  const settings = [
    ...(kind?.gateway?.settings?.(route, inventory) ?? []),
    ...attachedUnread(route, inventory),
  ];
  const noUpgrade = kind?.gateway?.noUpgrade?.(route, inventory);
  if (kind?.role === 'load-balancer') {
    const variant = kind.gateway?.variant?.(route, inventory) ?? kind.kind;
    return { hops: balancerFront(variant, settings), notes: [] };
  }
  const front = assumedFront(describeObject(gateway), { at: gateway.at, world });
  const what = `the controller of ${describeObject(gateway)}`;
  const unread = kind === undefined ? [{ what, at: gateway.at }] : [];
  const hop = hopOf({ id: 'ingress', kind: kind?.kind ?? 'custom', settings, unread, noUpgrade });
  return { hops: [...front.hops, { ...hop, role: 'ingress' }], notes: front.notes };
}
