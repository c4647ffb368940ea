import { type Ingress, type IngressRule, isTls } from '../../objects/ingress.ts';
import { describeObject, type Note } from '../../objects/object.ts';
import { hopKind } from '../../path/kinds/all.ts';
import { hopOf } from '../hop.ts';
import { controllerOf } from '../ingress-class.ts';
import { ingressSettings } from '../ingress-settings.ts';
import { controllerFor, type NginxController } from '../nginx-controller.ts';
import type { Route, Routes, World } from '../route.ts';
import { assumedFront, balancerFront, type Front, frontOf, podOf } from './front.ts';

/** WebSocket through an Ingress, path by path. */
export function ingressWays(ingress: Ingress, world: World): Routes {
  const controller = controllerFor(ingress, world.controllers);
  const ways = ingress.rules.map((rule) => way(rule, { ingress, controller, world }));
  return { routes: ways.map(({ route }) => route), notes: ways.flatMap(({ notes }) => notes) };
}

interface Context {
  readonly ingress: Ingress;
  readonly controller: NginxController;
  readonly world: World;
}

function way(
  rule: IngressRule,
  context: Context,
): { readonly route: Route; readonly notes: readonly Note[] } {
  const { ingress, world } = context;
  const { namespace } = ingress.object;
  const service = world.inventory.service(namespace, rule.serviceName);
  const tls = isTls(ingress, rule.host);
  const front = hopsBefore(rule, context);
  const scheme = tls ? 'wss' : 'ws';
  const route: Route = {
    name: `${scheme}://${rule.host ?? '*'}${rule.path}`,
    transport: scheme,
    host: rule.host,
    port: tls ? 443 : 80,
    path: rule.path,
    at: rule.field.at,
    owner: ingress.object,
    backend: `${namespace}/${rule.serviceName ?? '(none)'}`,
    hops: { hops: [...front.hops, podOf(service, world)] },
  };
  return { route, notes: front.notes };
}

/** Everything before the pods: balancer, node, ingress. */
function hopsBefore(rule: IngressRule, { ingress, controller, world }: Context): Front {
  const { inventory } = world;
  const { kind } = controllerOf(ingress, inventory);
  const { at } = ingress.object;
  if (kind === undefined) {
    const message = `${describeObject(ingress.object)} is served by a controller unknown to soak (class ${ingress.className ?? 'none'})`;
    const front = assumedFront(`class ${ingress.className ?? 'none'}`, { at, world });
    return {
      hops: [
        ...front.hops,
        { ...hopOf({ id: 'ingress', kind: 'custom', settings: [] }), role: 'ingress' },
      ],
      notes: [{ at, message }, ...front.notes],
    };
  }
  const service = inventory.service(ingress.object.namespace, rule.serviceName);
  const settings = ingressSettings(kind, { ingress, rule, service, controller, inventory });
  if (hopKind(kind)?.role === 'load-balancer')
    return { hops: balancerFront(kind, settings), notes: [] };
  const front =
    kind === 'ingress-nginx' && controller.service !== undefined
      ? frontOf(controller.service, { port: isTls(ingress, rule.host) ? 443 : 80, world })
      : assumedFront(kind, { at, world });
  const own = isPassthrough({ ingress, controller }) ? 'ingress-nginx-passthrough' : kind;
  return {
    hops: [...front.hops, hopOf({ id: 'ingress', kind: own, settings })],
    notes: front.notes,
  };
}

/** TLS is passed through to the pod, so nginx and its timeouts do not see the connection. */
function isPassthrough({ ingress, controller }: Pick<Context, 'ingress' | 'controller'>): boolean {
  return ingress.annotations.get(`${controller.prefix}/ssl-passthrough`)?.text === 'true';
}
