import type { Service } from '../../objects/service.ts';
import { HOP_KINDS } from '../../path/kinds/all.ts';
import type { TcpPort } from '../../path/ownership.ts';
import { isWebSocket } from '../../path/transport.ts';
import { hopOf } from '../hop.ts';
import type { Route, Routes, World } from '../route.ts';
import { transportOf } from '../service-transport.ts';
import { assumedFront, frontOf, leadsToPods, podOf } from './front.ts';

const NONE: Routes = { routes: [], notes: [] };

/** Raw TCP through a Service of type LoadBalancer, port by port. */
export function serviceWays(service: Service, world: World): Routes {
  if (service.type !== 'LoadBalancer' || isProxy(service, world)) return NONE;
  const { namespace, name } = service.object;
  const ways = service.ports
    .filter(({ protocol }) => protocol === 'TCP')
    .map((port) => {
      const front = frontOf(service, { port: port.port, world });
      const transport = transportOf(port, { service, inventory: world.inventory });
      const path = isWebSocket(transport) ? '/' : undefined;
      const route: Route = {
        name: `${transport}://${name}:${port.port}${path ?? ''}`,
        transport,
        host: undefined,
        assigned: assignedTo(service),
        port: port.port,
        path,
        at: port.field.at,
        owner: service.object,
        backend: `${namespace}/${name}`,
        hops: { hops: [...front.hops, podOf(service, world)] },
      };
      return { route, notes: front.notes };
    });
  return { routes: ways.map(({ route }) => route), notes: ways.flatMap(({ notes }) => notes) };
}

/** `status.loadBalancer.ingress`, present only in live objects. */
function assignedTo({ object }: Service): string | undefined {
  const [first] = object.root.get('status').get('loadBalancer').get('ingress').items();
  return first?.get('ip').text ?? first?.get('hostname').text;
}

/** Raw TCP through the ports that an ingress controller passes on. */
export function tcpPortWays(world: World): Routes {
  const ways = HOP_KINDS.flatMap(({ kind, ingress }) =>
    (ingress?.tcpPorts?.(world.inventory) ?? []).map((port) => tcpPortWay(port, { kind, world })),
  );
  return { routes: ways.map(({ route }) => route), notes: ways.flatMap(({ notes }) => notes) };
}

function tcpPortWay(
  { port, field, owner, namespace, name, ...hop }: TcpPort,
  { kind, world }: { kind: string; world: World },
): { readonly route: Route; readonly notes: Routes['notes'] } {
  const front =
    hop.front === undefined
      ? assumedFront(kind, { at: owner.at, world })
      : frontOf(hop.front, { port, world });
  const ingress = hopOf({ id: 'ingress', kind: hop.kind, settings: hop.settings });
  const pod = podOf(world.inventory.service(namespace, name), world);
  const route: Route = {
    name: `tcp://${name}:${port}`,
    transport: 'tcp',
    host: undefined,
    port,
    path: undefined,
    at: field.at,
    owner,
    backend: `${namespace}/${name}`,
    hops: { hops: [...front.hops, ingress, pod] },
  };
  return { route, notes: front.notes };
}

/** What passes the Service of an ingress controller or gateway goes on through it: it is no way of its own. */
function isProxy(service: Service, { inventory }: World): boolean {
  const labels = service.object.root.get('metadata').get('labels');
  if (labels.get('gateway.networking.k8s.io/gateway-name').exists) return true;
  return HOP_KINDS.some(
    ({ pods, ingress, ownServices }) =>
      (pods !== undefined && leadsToPods(service, { pods, inventory })) ||
      ownServices?.(inventory).includes(service) === true ||
      ingress?.ownServices?.(inventory).includes(service) === true,
  );
}
