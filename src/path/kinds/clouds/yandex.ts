import type { Family } from '../../family.ts';
import type { HopKind } from '../../hop-kind.ts';
import { cloudUnknown, notKnown, unknownIdle } from '../hosters/cloud-idle.ts';
import { balancerKind, claimsBy, timeoutsOf } from '../hosters/service-balancer.ts';

const ENTRY = cloudUnknown({
  id: 'yandex-nlb',
  component: 'Yandex Network Load Balancer',
  sources: ['https://yandex.cloud/en/docs/network-load-balancer/k8s-ref/service'],
});

/** An Ingress is served by the Application Load Balancer of the cloud. */
const ALB = cloudUnknown({
  id: 'yandex-alb',
  component: 'Yandex Application Load Balancer (Ingress)',
  sources: ['https://yandex.cloud/en/docs/application-load-balancer/k8s-ref/ingress'],
});

const alb: HopKind = {
  kind: 'yandex-alb',
  title: 'Yandex Application Load Balancer',
  role: 'load-balancer',
  carries: ['ws', 'wss'],
  terminates: 'yes',
  speaks: ['tcp', 'tls', 'http'],
  catalogue: ['yandex-alb'],
  limits: [unknownIdle(ALB)],
  ingress: {
    controllers: ['ingress.alb.yc.io/yc-alb-ingress-controller'],
    prefixes: ['ingress.alb.yc.io/'],
    settings: () => [notKnown("Yandex's Application Load Balancer")],
  },
};

export const yandexFamily: Family = {
  kinds: [
    alb,
    balancerKind({
      kind: 'yandex-nlb',
      title: 'Yandex Network Load Balancer',
      terminates: 'no',
      speaks: [],
      catalogue: ['yandex-nlb'],
    }),
  ],
  catalogue: [ENTRY, ALB],
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
