import type { GatewayRoute } from '../../objects/gateway.ts';
import { describeObject } from '../../objects/object.ts';
import { hopKind } from '../../path/kinds/all.ts';
import { isWebSocket, type TransportKind } from '../../path/transport.ts';
import { policySettings, streamIdleOf } from '../envoy-policies.ts';
import { hopOf } from '../hop.ts';
import { backendConfigTimeout } from '../ingress-settings.ts';
import type { Routes, World } from '../route.ts';
import { assumedFront, balancerFront, podOf } from './front.ts';

/** One rule of a route of the Gateway API. */
export function gatewayWay(route: GatewayRoute, world: World): Routes {
  const { kind, listener, object, gateway } = route;
  const service = world.inventory.service(route.serviceNamespace, route.serviceName);
  const transport = transportOf(route);
  const hasPath = isWebSocket(transport);
  const front = frontOf(route, world);
  const unknown = `${describeObject(gateway)} is served by a controller unknown to soak`;
  return {
    routes: [
      {
        name: `${transport}://${route.host ?? '*'}${hasPath ? route.path : `:${listener.port}`}`,
        transport,
        host: route.host,
        port: listener.port,
        path: hasPath ? route.path : undefined,
        at: route.field.at,
        owner: object,
        backend: `${route.serviceNamespace}/${route.serviceName ?? '(none)'}`,
        hops: { hops: [...front.hops, podOf(service, world)] },
      },
    ],
    notes:
      kind === undefined ? [{ at: gateway.at, message: unknown }, ...front.notes] : front.notes,
  };
}

function transportOf({ object, listener }: GatewayRoute): TransportKind {
  if (object.kind === 'TCPRoute') return 'tcp';
  if (object.kind === 'TLSRoute') return 'tls';
  return listener.protocol === 'HTTPS' ? 'wss' : 'ws';
}

function frontOf(route: GatewayRoute, world: World): ReturnType<typeof assumedFront> {
  const { kind, gateway } = route;
  const { inventory } = world;
  if (kind !== undefined && hopKind(kind)?.role === 'load-balancer') {
    const service = inventory.service(route.serviceNamespace, route.serviceName);
    const field = backendConfigTimeout(service, { inventory, port: undefined });
    const ms = (field?.number ?? 0) * 1_000;
    const settings = field === undefined ? [] : [{ key: 'backend-timeout', ms, at: field.at }];
    return { hops: balancerFront(kind, settings), notes: [] };
  }
  const front = assumedFront(describeObject(gateway), { at: gateway.at, world });
  const idle = streamIdleOf(route, inventory);
  const settings = [...(idle === undefined ? [] : [idle]), ...policySettings(route, inventory)];
  const hop =
    kind === undefined
      ? hopOf({ id: 'ingress', kind: 'custom', settings: [] })
      : hopOf({ id: 'ingress', kind, settings });
  return { hops: [...front.hops, { ...hop, role: 'ingress' }], notes: front.notes };
}
