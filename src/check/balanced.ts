import { balancerOf, providerOf } from '../manifests/balancers.ts';
import type { Service } from '../objects/service.ts';
import { alibabaBalancers } from '../path/kinds/alibaba/service.ts';
import type { BalancerOwnership } from '../path/ownership.ts';
import type { Subject } from './subject.ts';

/** The Services with a load balancer in front that carry connections; UDP has none. */
export function balanced({ world }: Subject): readonly Service[] {
  return world.inventory.services.filter(
    ({ type, ports }) =>
      type === 'LoadBalancer' && ports.some(({ protocol }) => protocol !== 'UDP'),
  );
}

/** Those of one cloud. */
export function balancedBy(provider: BalancerOwnership, subject: Subject): readonly Service[] {
  const { inventory } = subject.world;
  return balanced(subject).filter((service) => providerOf(service, inventory) === provider);
}

/** Those whose balancer is of this kind, on any port. */
export function balancedByKind(kind: string, subject: Subject): readonly Service[] {
  const { inventory } = subject.world;
  return balanced(subject).filter((service) =>
    service.ports.some(({ port }) => balancerOf(service, port, inventory)?.kind === kind),
  );
}

/** The load balancer in front of one port of a Service. */
export function balancerAt(
  service: Service,
  { port, subject }: { port: number; subject: Subject },
): ReturnType<typeof balancerOf> {
  return balancerOf(service, port, subject.world.inventory);
}

/** Those of Alibaba Cloud. */
export function balancedByAlibaba(subject: Subject): readonly Service[] {
  return balancedBy(alibabaBalancers, subject);
}

/** True when the balancer sends traffic straight to pods, with no node in between. */
export function isDirect(service: Service, { world }: Subject): boolean {
  return balancerOf(service, service.ports[0]?.port ?? 0, world.inventory)?.isDirect === true;
}

/** True when a way into the cluster ends at this Service. */
export function backedBy({ object }: Service, { routes }: Subject): boolean {
  const name = `${object.namespace}/${object.name}`;
  return routes.some(({ backend }) => backend === name);
}

/** Whether the load balancer of a Service puts a PROXY header before connections; undefined when that is not known. */
export function sendsProxyProtocol(service: Service, { world }: Subject): boolean | undefined {
  if (service.type !== 'LoadBalancer') return undefined;
  const provider = providerOf(service, world.inventory);
  const answers = service.ports.map(({ port }) => provider?.sendsProxyProtocol?.(service, port));
  if (answers.length === 0 || answers.includes(undefined)) return undefined;
  return answers.includes(true);
}
