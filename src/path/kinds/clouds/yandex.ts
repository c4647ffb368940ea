import type { Family } from '../../family.ts';
import { cloudUnknown } from '../hosters/cloud-idle.ts';
import { balancerKind, claimsBy, timeoutsOf } from '../hosters/service-balancer.ts';

const ENTRY = cloudUnknown({
  id: 'yandex-nlb',
  component: 'Yandex Network Load Balancer',
  sources: ['https://yandex.cloud/en/docs/network-load-balancer/k8s-ref/service'],
});

export const yandexFamily: Family = {
  kinds: [
    balancerKind({
      kind: 'yandex-nlb',
      title: 'Yandex Network Load Balancer',
      terminates: 'no',
      speaks: [],
      catalogue: ['yandex-nlb'],
    }),
  ],
  catalogue: [ENTRY],
  balancers: {
    name: 'Yandex Cloud',
    claims: claimsBy({ prefixes: ['yandex.cloud/'] }),
    cluster: {
      providerIds: ['yandex://'],
      nodeLabels: ['yandex.cloud/'],
      provisioners: ['disk-csi-driver.mks.ycloud.io'],
    },
    balancerOf: (service) => ({
      kind: 'yandex-nlb',
      isDirect: false,
      unread: timeoutsOf('the balancer of Yandex Cloud', service),
    }),
    sendsProxyProtocol: () => false,
  },
};
