import { alibaba } from '../manifests/balancers/alibaba.ts';
import { balancerOf, providerOf } from '../manifests/balancers/all.ts';
import type { Provider } from '../manifests/balancers/balancer.ts';
import type { Service } from '../objects/service.ts';
import type { Subject } from './subject.ts';

/** The Services with a load balancer in front. */
export function balanced({ world }: Subject): readonly Service[] {
  return world.inventory.services.filter(({ type }) => type === 'LoadBalancer');
}

/** Those of one cloud. */
export function balancedBy(provider: Provider, subject: Subject): readonly Service[] {
  return balanced(subject).filter((service) => providerOf(service) === provider);
}

/** Those of Alibaba Cloud. */
export function balancedByAlibaba(subject: Subject): readonly Service[] {
  return balancedBy(alibaba, subject);
}

/** True when the balancer sends traffic straight to pods, with no node in between. */
export function isDirect(service: Service): boolean {
  return balancerOf(service, service.ports[0]?.port ?? 0)?.isDirect === true;
}
