import type { Service } from '../objects/service.ts';
import { FAMILIES, hopKind } from '../path/kinds/all.ts';
import type { Balancer, BalancerOwnership } from '../path/ownership.ts';
import { settingsIn } from '../path/place.ts';
import type { Setting } from '../path/setting.ts';

const PROVIDERS: readonly BalancerOwnership[] = FAMILIES.flatMap(({ balancers }) =>
  balancers === undefined ? [] : [balancers],
);

/** The cloud that a Service's annotations or class name. */
export function providerOf(service: Service): BalancerOwnership | undefined {
  return PROVIDERS.find((provider) => provider.claims(service));
}

/** The load balancer in front of one port of a Service of type LoadBalancer, if its cloud is known. */
export function balancerOf(
  service: Service,
  port: number,
): (Balancer & { readonly settings: readonly Setting[] }) | undefined {
  const balancer = providerOf(service)?.balancerOf(service, port);
  if (balancer === undefined) return undefined;
  const limits = hopKind(balancer.kind)?.limits ?? [];
  const { annotations } = service;
  const placed = settingsIn(limits, { on: 'balancer', annotations, port });
  const settings = [...(balancer.settings ?? []), ...placed];
  return { ...balancer, settings: balancer.isUnmanaged === true ? [] : settings };
}
