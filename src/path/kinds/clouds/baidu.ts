import type { Family } from '../../family.ts';
import { cloudUnknown } from '../hosters/cloud-idle.ts';
import { balancerKind, claimsBy, timeoutsOf } from '../hosters/service-balancer.ts';

const ENTRY = cloudUnknown({
  id: 'baidu-blb',
  component: 'Baidu AI Cloud BLB',
  sources: [
    'https://cloud.baidu.com/doc/CCE/s/zlako7b04',
    'github.com/baidu/cloud-provider-baiducloud docs/tutorial_zh-CN.md',
  ],
});

export const baiduFamily: Family = {
  kinds: [
    balancerKind({ kind: 'baidu-blb', title: 'Baidu AI Cloud BLB', catalogue: ['baidu-blb'] }),
  ],
  catalogue: [ENTRY],
  balancers: {
    name: 'Baidu AI Cloud',
    claims: claimsBy({
      prefixes: [
        'service.beta.kubernetes.io/cce-load-balancer-',
        'service.beta.kubernetes.io/cce-blb-',
        'service.beta.kubernetes.io/cce-elastic-ip-',
      ],
    }),
    cluster: { provisioners: ['csi-cdsplugin'] },
    balancerOf: (service) => {
      const id = service.annotations.get('service.beta.kubernetes.io/cce-load-balancer-id');
      return {
        kind: 'baidu-blb',
        isDirect: false,
        unread: timeoutsOf('the balancer of Baidu AI Cloud', service),
        ...(id !== undefined && { id }),
      };
    },
  },
};
