import type { Family } from '../../family.ts';
import { cloudUnknown } from './cloud-idle.ts';
import { balancerKind, claimsBy, timeoutsOf } from './service-balancer.ts';

const ENTRY = cloudUnknown({
  id: 'exoscale-nlb',
  component: 'Exoscale Network Load Balancer',
  measures: 'a layer-4 balancer; whether and when it forgets an idle connection was not found',
  sources: [
    'github.com/exoscale/exoscale-cloud-controller-manager@32c9584f docs/service-loadbalancer.md',
  ],
});

export const exoscaleFamily: Family = {
  kinds: [
    balancerKind({
      kind: 'exoscale-nlb',
      title: 'Exoscale Network Load Balancer',
      terminates: 'no',
      speaks: [],
      catalogue: ['exoscale-nlb'],
    }),
  ],
  catalogue: [ENTRY],
  balancers: {
    name: 'Exoscale',
    claims: claimsBy({ prefixes: ['service.beta.kubernetes.io/exoscale-loadbalancer-'] }),
    cluster: {
      providerIds: ['exoscale://'],
      nodeLabels: ['node.exoscale.net/'],
      provisioners: ['csi.exoscale.com'],
    },
    balancerOf: (service) => ({
      kind: 'exoscale-nlb',
      isDirect: false,
      unread: timeoutsOf('the balancer of Exoscale', service),
    }),
    sendsProxyProtocol: () => false,
  },
};
