import type { Service } from '../../../objects/service.ts';
import type { Family } from '../../family.ts';
import { limitIfConfigured } from '../../limit-from.ts';
import { GO_DURATION } from '../../notation.ts';
import type { Balancer } from '../../ownership.ts';
import { annotation } from '../../place.ts';
import { cloudIdle, cloudUnknown, PROXY_ENDS } from './cloud-idle.ts';
import { balancerKind, claimsBy, timeoutsOf } from './service-balancer.ts';

const PREFIX = 'load-balancer.hetzner.cloud/';
const CCM =
  'github.com/hetznercloud/hcloud-cloud-controller-manager@6485324f docs/reference/load_balancer_annotations.md';

const HTTP_IDLE = cloudIdle({
  id: 'hetzner-lb-http-timeout-idle',
  component: 'Hetzner Load Balancer, HTTP service',
  setting: 'http-timeout-idle',
  configuredIn: [{ where: 'Service annotation', key: `${PREFIX}http-timeout-idle` }],
  default: 'not stated',
  defaultMs: null,
  range: '30s-300s',
  rangeMs: [30_000, 300_000],
  measures: 'idle time at the client and the server side of an HTTP service',
  verified: 'source',
  sources: [CCM],
});

const TCP = cloudUnknown({
  id: 'hetzner-lb-tcp',
  component: 'Hetzner Load Balancer, TCP service',
  sources: [CCM],
});

const http = balancerKind({
  kind: 'hetzner-lb-http',
  title: 'Hetzner Load Balancer, HTTP service',
  terminates: 'yes',
  speaks: ['tcp', 'tls', 'http'],
  catalogue: ['hetzner-lb-'],
  limits: [
    limitIfConfigured(HTTP_IDLE, {
      key: 'idle-timeout',
      place: annotation('balancer', `${PREFIX}http-timeout-idle`, { notation: GO_DURATION }),
      effects: PROXY_ENDS,
    }),
  ],
});

const tcp = balancerKind({
  kind: 'hetzner-lb',
  title: 'Hetzner Load Balancer',
  catalogue: ['hetzner-lb-'],
});

export const hetznerFamily: Family = {
  kinds: [http, tcp],
  catalogue: [HTTP_IDLE, TCP],
  balancers: {
    name: 'Hetzner',
    claims: claimsBy({ prefixes: [PREFIX] }),
    cluster: {
      providerIds: ['hcloud://'],
      nodeLabels: ['instance.hetzner.cloud/', 'csi.hetzner.cloud/'],
      provisioners: ['csi.hetzner.cloud'],
    },
    balancerOf,
    sendsProxyProtocol: ({ annotations }) =>
      annotations.get(`${PREFIX}uses-proxyprotocol`)?.text === 'true',
  },
};

function balancerOf(service: Service): Balancer {
  const protocol = service.annotations.get(`${PREFIX}protocol`)?.text;
  if (protocol !== 'http' && protocol !== 'https')
    return {
      kind: 'hetzner-lb',
      isDirect: false,
      unread: timeoutsOf('a TCP service at Hetzner', service),
    };
  const isWritten = service.annotations.has(`${PREFIX}http-timeout-idle`);
  return {
    kind: 'hetzner-lb-http',
    listener: protocol,
    isDirect: false,
    ...(!isWritten && { unread: timeoutsOf('an HTTP service at Hetzner', service) }),
  };
}
