import type { Family } from '../../family.ts';
import { cloudUnknown } from '../hosters/cloud-idle.ts';
import { balancerKind, claimsBy, timeoutsOf } from '../hosters/service-balancer.ts';

const ENTRY = cloudUnknown({
  id: 'volcengine-clb',
  component: 'Volcengine CLB and NLB',
  sources: ['https://www.volcengine.com/docs/6460/1990484 (annotations of the Service)'],
});

export const volcengineFamily: Family = {
  kinds: [
    balancerKind({
      kind: 'volcengine-clb',
      title: 'Volcengine CLB',
      catalogue: ['volcengine-clb'],
    }),
  ],
  catalogue: [ENTRY],
  balancers: {
    name: 'Volcengine',
    claims: claimsBy({ prefixes: ['service.beta.kubernetes.io/volcengine-loadbalancer-'] }),
    cluster: { provisioners: ['ebs.csi.volcengine.com'] },
    balancerOf: (service) => ({
      kind: 'volcengine-clb',
      isDirect: false,
      unread: timeoutsOf('the balancer of Volcengine', service),
    }),
  },
};
