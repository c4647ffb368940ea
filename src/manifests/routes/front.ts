import type { Inventory } from '../../objects/inventory.ts';
import { describeObject, type Note, textsOf } from '../../objects/object.ts';
import type { Service } from '../../objects/service.ts';
import { graceOf, type Workload } from '../../objects/workload.ts';
import type { HopKind, PodSigns } from '../../path/hop-kind.ts';
import type { Hop } from '../../path/path.ts';
import type { Setting } from '../../path/setting.ts';
import { balancerOf, providerOf } from '../balancers.ts';
import { nodeHops } from '../data-plane.ts';
import { hopOf } from '../hop.ts';
import type { UsualBalancer, World } from '../route.ts';

/** The first hops of a way, up to and including the node. */
export interface Front {
  readonly hops: readonly Hop[];
  readonly notes: readonly Note[];
}

const CLIENT: Hop = hopOf({ id: 'client', kind: 'generator', settings: [] });

/** The hops in front of one port of a Service that is reachable from outside. */
export function frontOf(service: Service, { port, world }: { port: number; world: World }): Front {
  if (service.type !== 'LoadBalancer')
    return { hops: [CLIENT, ...nodeHops(world.plane)], notes: [] };
  const balancer = balancerOf(service, port, world.inventory);
  if (balancer === undefined) {
    const message = `${describeObject(service.object)} does not say whose load balancer it gets, so its timeouts are not known`;
    const { at } = service.object;
    const what = `whose load balancer ${describeObject(service.object)} gets`;
    const unknown = hopOf({ id: 'balancer', kind: 'custom', settings: [], unread: [{ what, at }] });
    return {
      hops: [CLIENT, unknown, ...nodeHops(world.plane)],
      notes: [{ at, message, unknown: 'front' }],
    };
  }
  const nodes = balancer.isDirect ? [] : nodeHops(world.plane);
  const settings = balancer.settings.filter(({ onlyPort = port }) => onlyPort === port);
  const { kind, unread = [], noUpgrade } = balancer;
  return {
    hops: [CLIENT, hopOf({ id: 'balancer', kind, settings, unread, noUpgrade }), ...nodes],
    notes: [],
  };
}

/**
 * The hops in front of an ingress controller or gateway whose own Service is not in the manifests: a load balancer of the
 * kind that the other Services have, if they all agree, with its defaults.
 */
export function assumedFront(
  what: string,
  { at, world }: Pick<Note, 'at'> & { world: World },
): Front {
  if (world.usualBalancer === undefined) {
    const message = `the manifests contain no Service of ${what}, so the load balancer in front of it is not known`;
    const unread = [{ what: `what is in front of ${what}`, at }];
    const unknown = hopOf({ id: 'balancer', kind: 'custom', settings: [], unread });
    return {
      hops: [CLIENT, unknown, ...nodeHops(world.plane)],
      notes: [{ at, message, unknown: 'front' }],
    };
  }
  const { kind, example } = world.usualBalancer;
  const provider = providerOf(example, world.inventory)?.name ?? kind;
  const message = `the manifests contain no Service of ${what}; its load balancer is assumed to be ${provider}'s (${kind}), as for ${describeObject(example.object)}`;
  return {
    hops: [CLIENT, hopOf({ id: 'balancer', kind, settings: [] }), ...nodeHops(world.plane)],
    notes: [{ at, message }],
  };
}

/** The hops in front of a proxy: those of its own Service, where the manifests show one, else the probable ones. */
export function proxyFront(
  kind: HopKind,
  {
    at,
    service,
    port,
    world,
  }: Pick<Note, 'at'> & { service?: Service | undefined; port: number; world: World },
): Front {
  const own = service ?? ownService(kind, world);
  return own === undefined ? assumedFront(kind.kind, { at, world }) : frontOf(own, { port, world });
}

/** The one Service that makes the pods of a proxy reachable from outside; undefined where none or several do. */
function ownService({ pods }: HopKind, { inventory }: World): Service | undefined {
  if (pods === undefined) return undefined;
  const own = inventory.services.filter(
    (service) => service.type !== 'ClusterIP' && leadsToPods(service, { pods, inventory }),
  );
  return own.length === 1 ? own[0] : undefined;
}

/** True when a Service leads to the pods of a proxy, as its labels or the image of its pods show. */
export function leadsToPods(
  service: Service,
  { pods, inventory }: { pods: PodSigns; inventory: Inventory },
): boolean {
  const { object, selector } = service;
  const labels = textsOf(object.root.get('metadata').get('labels'));
  const names = [labels, selector].flatMap((map) => NAME_LABELS.map((key) => map.get(key) ?? ''));
  if (pods.names.some((name) => names.includes(name))) return true;
  const signs = Object.entries(pods.labels ?? {});
  if (signs.some(([key, value]) => selector.get(key) === value)) return true;
  const containers = inventory.workloadOf(service)?.containers ?? [];
  return containers.some(({ image }) => pods.image.test(image));
}

const NAME_LABELS = ['app.kubernetes.io/name', 'app'];

/** The load balancer that all Services share, if they do. */
export function usualBalancerOf(inventory: Inventory): UsualBalancer | undefined {
  const balanced = inventory.services.filter(({ type }) => type === 'LoadBalancer');
  const kinds = new Set(balanced.map((service) => balancerOf(service, 443, inventory)?.kind));
  const [example] = balanced;
  const [kind] = kinds;
  return example === undefined || kind === undefined || kinds.size !== 1
    ? undefined
    : { kind, example };
}

/** The pods behind a Service. What stops them is not known where what runs them is not among the manifests. */
export function podOf(service: Service | undefined, { inventory }: World): Hop {
  const workload = service === undefined ? undefined : inventory.workloadOf(service);
  return hopOf({ id: 'pod', kind: 'pod', settings: graceSettings(service, workload) });
}

function graceSettings(
  service: Service | undefined,
  workload: Workload | undefined,
): readonly Setting[] {
  const key = 'termination-grace-period';
  if (workload === undefined) {
    const behind = service === undefined ? 'the backend' : describeObject(service.object);
    return [{ key, unread: { what: `the workload behind ${behind}` } }];
  }
  const { ms, field } = graceOf(workload);
  return field.exists ? [{ key, ms, at: field.at }] : [];
}

/** A cloud's HTTP load balancer that serves Ingresses itself: no node and no other load balancer in front of it. */
export function balancerFront(kind: string, settings: readonly Setting[]): readonly Hop[] {
  return [CLIENT, hopOf({ id: 'balancer', kind, settings })];
}
