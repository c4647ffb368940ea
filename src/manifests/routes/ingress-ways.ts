import type { Field } from '../../objects/field.ts';
import type { Ingress, IngressRule } from '../../objects/ingress.ts';
import { describeObject, type Note } from '../../objects/object.ts';
import type { HopKind } from '../../path/hop-kind.ts';
import { hopKind } from '../../path/kinds/all.ts';
import type { IngressPlace } from '../../path/ownership.ts';
import type { Hop } from '../../path/path.ts';
import { settingsIn } from '../../path/place.ts';
import { hopOf } from '../hop.ts';
import { controllerOf } from '../ingress-class.ts';
import { speaksTls } from '../ingress-tls.ts';
import { undialledPath } from '../path-pattern.ts';
import type { Route, Routes, World } from '../route.ts';
import { assumedFront, balancerFront, type Front, podOf, proxyFront } from './front.ts';

/** WebSocket through an Ingress, path by path. */
export function ingressWays(ingress: Ingress, world: World): Routes {
  const ways = ingress.rules
    .filter((rule) => !isAnsweredByProxy(rule, { ingress, world }))
    .map((rule) => way(rule, { ingress, world }));
  return { routes: ways.map(({ route }) => route), notes: ways.flatMap(({ notes }) => notes) };
}

/** A redirect or a fixed answer: nothing is held open there. */
function isAnsweredByProxy(rule: IngressRule, { ingress, world: { inventory } }: Context): boolean {
  const kind = hopKind(controllerOf(ingress, inventory).kind ?? '');
  const service = inventory.service(ingress.object.namespace, rule.serviceName);
  return kind?.ingress?.answersItself?.({ ingress, rule, service, inventory }) === true;
}

interface Context {
  readonly ingress: Ingress;
  readonly world: World;
}

function way(
  rule: IngressRule,
  context: Context,
): { readonly route: Route; readonly notes: readonly Note[] } {
  const { ingress, world } = context;
  const { namespace } = ingress.object;
  const service = world.inventory.service(namespace, rule.serviceName);
  const tls = isTlsAt(rule, context);
  const front = hopsBefore(rule, context);
  const transport = tls ? 'wss' : 'ws';
  const known = hopKind(controllerOf(ingress, world.inventory).kind ?? '');
  const place = { ingress, rule, service, inventory: world.inventory };
  const isGrpc = known?.ingress?.isGrpc?.(place) === true;
  const scheme = isGrpc ? GRPC[transport] : transport;
  const route: Route = {
    name: `${scheme}://${rule.host ?? '*'}${rule.path}`,
    transport,
    host: rule.host,
    port: tls ? 443 : 80,
    path: rule.path,
    at: rule.field.at,
    owner: ingress.object,
    backend: `${namespace}/${rule.serviceName ?? '(none)'}`,
    hops: { hops: [...front.hops, podOf(service, world)] },
    ...(isGrpc ? { undialled: 'soak opens no gRPC streams' } : undialledPath(rule.path)),
  };
  return { route, notes: front.notes };
}

/** A gRPC stream ends as a WebSocket does: both are streams of HTTP to the controller. */
const GRPC = { ws: 'grpc', wss: 'grpcs' } as const;

function isTlsAt({ host }: IngressRule, { ingress, world: { inventory } }: Context): boolean {
  const kind = hopKind(controllerOf(ingress, inventory).kind ?? '');
  return speaksTls(ingress, { host, kind, inventory });
}

/** Everything before the pods: balancer, node, ingress. */
function hopsBefore(rule: IngressRule, { ingress, world }: Context): Front {
  const { inventory } = world;
  const { kind } = controllerOf(ingress, inventory);
  const known = kind === undefined ? undefined : hopKind(kind);
  if (known === undefined) return unknownFront({ ingress, world });
  const service = inventory.service(ingress.object.namespace, rule.serviceName);
  const place: IngressPlace = { ingress, rule, service, inventory };
  const settings = settingsOf(known, place);
  if (known.role === 'load-balancer')
    return { hops: balancerFront(known.kind, settings), notes: [] };
  const front = proxyFront(known, {
    at: ingress.object.at,
    service: known.ingress?.front?.(place),
    port: isTlsAt(rule, { ingress, world }) ? 443 : 80,
    world,
  });
  const hop = hopOf({
    id: 'ingress',
    kind: known.ingress?.variant?.(place) ?? known.kind,
    settings,
    noUpgrade: known.ingress?.noUpgrade?.(place),
  });
  return { hops: [...front.hops, hop], notes: front.notes };
}

/** What the manifests set on the hop that serves an Ingress. */
function settingsOf({ ingress: ownership, limits }: HopKind, place: IngressPlace) {
  const { ingress, service } = place;
  const port = ingress.hasTls ? 443 : 80;
  return [
    ...(ownership?.settings?.(place) ?? []),
    ...settingsIn(limits, { on: 'ingress', annotations: ingress.annotations, port }),
    ...settingsIn(limits, { on: 'backend', annotations: service?.annotations ?? NONE, port }),
  ];
}

const NONE: ReadonlyMap<string, Field> = new Map();

function unknownFront({ ingress, world }: Context): Front {
  const { at } = ingress.object;
  const name = `class ${ingress.className ?? 'none'}`;
  const message = `${describeObject(ingress.object)} is served by a controller unknown to soak (${name})`;
  const front = assumedFront(name, { at, world });
  const unread = [{ what: `the controller of ${name}`, at }];
  const hop: Hop = {
    ...hopOf({ id: 'ingress', kind: 'custom', settings: [], unread }),
    role: 'ingress',
  };
  return { hops: [...front.hops, hop], notes: [{ at, message, unknown: 'proxy' }, ...front.notes] };
}
