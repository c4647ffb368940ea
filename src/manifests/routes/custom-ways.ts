import type { Field } from '../../objects/field.ts';
import type { Service } from '../../objects/service.ts';
import type { CustomRoute } from '../../path/custom-route.ts';
import type { HopKind } from '../../path/hop-kind.ts';
import { HOP_KINDS, hopKind } from '../../path/kinds/all.ts';
import { settingsIn } from '../../path/place.ts';
import { isWebSocket } from '../../path/transport.ts';
import { hopOf } from '../hop.ts';
import { undialledPath } from '../path-pattern.ts';
import type { Route, Routes, World } from '../route.ts';
import { balancerFront, type Front, podOf, proxyFront } from './front.ts';

/** The ways that the resources of products describe, each through the kind that reads them. */
export function customWays(world: World): Routes {
  const ways = HOP_KINDS.flatMap((kind) =>
    (kind.routes?.(world.inventory) ?? []).map((route) => customWay(route, { kind, world })),
  );
  return { routes: ways.map(({ route }) => route), notes: ways.flatMap(({ notes }) => notes) };
}

interface Context {
  readonly kind: HopKind;
  readonly world: World;
}

function customWay(
  custom: CustomRoute,
  { kind, world }: Context,
): { readonly route: Route; readonly notes: Routes['notes'] } {
  const { owner, at, host, port, transport, path = '/', backend, notes = [] } = custom;
  const service = world.inventory.service(backend.namespace, backend.name);
  const front = hopsBefore(custom, {
    kind: hopKind(custom.kind ?? kind.kind) ?? kind,
    service,
    world,
  });
  const hasPath = isWebSocket(transport);
  const route: Route = {
    name: `${transport}://${host ?? '*'}${hasPath ? path : `:${port}`}`,
    transport,
    host,
    port,
    path: hasPath ? path : undefined,
    at,
    owner,
    backend: `${backend.namespace}/${backend.name ?? '(none)'}`,
    hops: { hops: [...front.hops, podOf(service, world)] },
    ...(hasPath && undialledPath(path)),
  };
  return { route, notes: [...notes, ...front.notes] };
}

/** Everything before the pods: balancer, node, and the proxy itself. */
function hopsBefore(
  custom: CustomRoute,
  { kind, service, world }: Context & { readonly service: Service | undefined },
): Front {
  const { owner, port, front, noUpgrade } = custom;
  const annotations = service?.annotations ?? NONE;
  const settings = [
    ...custom.settings,
    ...settingsIn(kind.limits, { on: 'backend', annotations, port }),
  ];
  if (kind.role === 'load-balancer') return { hops: balancerFront(kind.kind, settings), notes: [] };
  const before = proxyFront(kind, { at: owner.at, service: front, port, world });
  const hop = hopOf({ id: 'ingress', kind: kind.kind, settings, noUpgrade });
  return { hops: [...before.hops, hop], notes: before.notes };
}

const NONE: ReadonlyMap<string, Field> = new Map();
