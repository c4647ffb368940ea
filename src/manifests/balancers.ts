import type { Inventory } from '../objects/inventory.ts';
import type { Service } from '../objects/service.ts';
import { FAMILIES, hopKind } from '../path/kinds/all.ts';
import { isShown } from '../path/kinds/evidence.ts';
import type { Balancer, BalancerOwnership } from '../path/ownership.ts';
import { settingsIn } from '../path/place.ts';
import type { Setting } from '../path/setting.ts';

const PROVIDERS: readonly BalancerOwnership[] = FAMILIES.flatMap(({ balancers }) =>
  balancers === undefined ? [] : [balancers],
);

/**
 * Whose load balancer a Service gets: the cloud that its annotations or class name, otherwise the one that the rest of
 * the cluster shows. A class that nobody knows is somebody else's.
 */
export function providerOf(service: Service, inventory: Inventory): BalancerOwnership | undefined {
  const own = PROVIDERS.find((provider) => provider.claims(service));
  if (own !== undefined || service.loadBalancerClass !== undefined) return own;
  return clusterProviderOf(inventory);
}

/** The load balancer in front of one port of a Service of type LoadBalancer, if its cloud is known. */
export function balancerOf(
  service: Service,
  port: number,
  inventory: Inventory,
): (Balancer & { readonly settings: readonly Setting[] }) | undefined {
  const balancer = providerOf(service, inventory)?.balancerOf(service, port, inventory);
  if (balancer === undefined) return undefined;
  const limits = hopKind(balancer.kind)?.limits ?? [];
  const { annotations } = service;
  const placed = settingsIn(limits, { on: 'balancer', annotations, port });
  const settings = [...(balancer.settings ?? []), ...placed];
  return { ...balancer, settings: balancer.isUnmanaged === true ? [] : settings };
}

/** The same for every Service of a cluster, and nodes may be thousands. */
const KNOWN = new WeakMap<Inventory, BalancerOwnership | 'none'>();

/** The one cloud that nodes, storage classes and controllers show; undefined when there is none, or more than one. */
function clusterProviderOf(inventory: Inventory): BalancerOwnership | undefined {
  const known = KNOWN.get(inventory);
  if (known !== undefined) return known === 'none' ? undefined : known;
  const shown = PROVIDERS.filter(({ cluster }) => cluster && isShown(cluster, inventory));
  const [only] = shown.length === 1 ? shown : [];
  KNOWN.set(inventory, only ?? 'none');
  return only;
}
