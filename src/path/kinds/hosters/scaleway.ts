import type { Family } from '../../family.ts';
import { limitFrom } from '../../limit-from.ts';
import { GO_DURATION } from '../../notation.ts';
import { annotation } from '../../place.ts';
import { cloudIdle, PROXY_ENDS } from './cloud-idle.ts';
import { balancerKind, claimsBy, connectionsBy, isOnFor } from './service-balancer.ts';

const PREFIX = 'service.beta.kubernetes.io/scw-loadbalancer-';
const CCM = 'github.com/scaleway/scaleway-cloud-controller-manager@bddc17f8';

const TUNNEL = cloudIdle({
  id: 'scaleway-lb-timeout-tunnel',
  component: 'Scaleway Load Balancer',
  setting: 'timeout-tunnel',
  configuredIn: [{ where: 'Service annotation', key: `${PREFIX}timeout-tunnel` }],
  default: '10m',
  defaultMs: 600_000,
  measures:
    'inactivity of a tunnel: of a TCP connection and of a WebSocket. timeout-client (10m) and timeout-server (10s) hold for HTTP requests only, because the tunnel timeout replaces them (inferred from HAProxy)',
  endsAs: { tcp: 'closed by the balancer (flag not stated)', ws: '1006' },
  verified: 'source',
  sources: [
    `${CCM} docs/loadbalancer-annotations.md`,
    `${CCM} scaleway/loadbalancers_annotations.go getTimeoutTunnel()`,
  ],
});

const balancer = balancerKind({
  kind: 'scaleway-lb',
  title: 'Scaleway Load Balancer',
  terminates: 'yes',
  speaks: ['tcp', 'tls', 'http'],
  catalogue: ['scaleway-lb-'],
  limits: [
    limitFrom(TUNNEL, {
      key: 'timeout-tunnel',
      place: annotation('balancer', `${PREFIX}timeout-tunnel`, { notation: GO_DURATION }),
      effects: PROXY_ENDS,
    }),
  ],
  inert: ['timeout-client', 'timeout-server'],
});

export const scalewayFamily: Family = {
  kinds: [balancer],
  catalogue: [TUNNEL],
  balancers: {
    name: 'Scaleway',
    claims: claimsBy({
      prefixes: [PREFIX, 'k8s.scaleway.com/'],
      classes: /^scaleway\.com\//,
    }),
    cluster: {
      providerIds: ['scaleway://'],
      nodeLabels: ['k8s.scaleway.com/'],
      provisioners: ['csi.scaleway.com'],
    },
    balancerOf: (service, port) => {
      const { annotations } = service;
      const isHttp = isOnFor(annotations.get(`${PREFIX}protocol-http`), port);
      const isTls = annotations.has(`${PREFIX}certificate-ids`);
      return {
        kind: 'scaleway-lb',
        isDirect: false,
        ...connectionsBy(service, { key: `${PREFIX}max-connections`, setting: 'max-connections' }),
        listener: isHttp ? (isTls ? 'https' : 'http') : isTls ? 'tls' : 'tcp',
      };
    },
    sendsProxyProtocol: ({ annotations }, port) =>
      ['proxy-protocol-v1', 'proxy-protocol-v2', 'send-proxy-v2'].some((name) =>
        isOnFor(annotations.get(PREFIX + name), port),
      ),
  },
};
