import type { Service } from '../../objects/service.ts';
import { alibaba } from './alibaba.ts';
import { aws } from './aws.ts';
import type { Balancer, Provider } from './balancer.ts';
import { azure, gcp, huawei, kingsoft, metallb, oracle, tencent, ucloud } from './others.ts';

/** Every cloud whose annotations soak reads. A new one is a constant and a line here. */
export const PROVIDERS: readonly Provider[] = [
  alibaba,
  aws,
  azure,
  gcp,
  tencent,
  huawei,
  oracle,
  kingsoft,
  ucloud,
  metallb,
];

/** The cloud that a Service's annotations or class name. */
export function providerOf(service: Service): Provider | undefined {
  return PROVIDERS.find((provider) => provider.claims(service));
}

/** The load balancer in front of one port of a Service of type LoadBalancer, if its cloud is known. */
export function balancerOf(service: Service, port: number): Balancer | undefined {
  return providerOf(service)?.balancerOf(service, port);
}
