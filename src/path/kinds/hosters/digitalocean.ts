import type { Service } from '../../../objects/service.ts';
import type { Family } from '../../family.ts';
import { limitFrom } from '../../limit-from.ts';
import { WHOLE_SECONDS } from '../../notation.ts';
import type { Balancer } from '../../ownership.ts';
import { annotation } from '../../place.ts';
import { cloudIdle, cloudUnknown, PROXY_ENDS } from './cloud-idle.ts';
import { balancerKind, claimsBy, isOnFor, timeoutsOf } from './service-balancer.ts';

const PREFIX = 'service.beta.kubernetes.io/do-loadbalancer-';
const CCM =
  'github.com/digitalocean/digitalocean-cloud-controller-manager@70d527e3 docs/controllers/services/annotations.md';

const IDLE = cloudIdle({
  id: 'digitalocean-lb-http-idle-timeout',
  component: 'DigitalOcean Load Balancer, HTTP forwarding',
  setting: 'http_idle_timeout_seconds',
  configuredIn: [{ where: 'Service annotation', key: `${PREFIX}http-idle-timeout-seconds` }],
  default: '60 s',
  defaultMs: 60_000,
  range: '30-600 s',
  rangeMs: [30_000, 600_000],
  measures: 'idle connection of an HTTP, HTTPS, HTTP/2 or HTTP/3 forwarding rule',
  verified: 'documentation',
  sources: [CCM, 'github.com/digitalocean/openapi (http_idle_timeout_seconds: 30 to 600)'],
});

const TCP = cloudUnknown({
  id: 'digitalocean-lb-tcp',
  component: 'DigitalOcean Load Balancer, TCP forwarding',
  sources: [CCM],
});

const http = balancerKind({
  kind: 'do-lb-http',
  title: 'DigitalOcean Load Balancer, HTTP forwarding',
  terminates: 'yes',
  speaks: ['tcp', 'tls', 'http'],
  catalogue: ['digitalocean-lb-'],
  limits: [
    limitFrom(IDLE, {
      key: 'idle-timeout',
      place: annotation('balancer', `${PREFIX}http-idle-timeout-seconds`, {
        notation: WHOLE_SECONDS,
      }),
      effects: PROXY_ENDS,
    }),
  ],
});

const tcp = balancerKind({
  kind: 'do-lb',
  title: 'DigitalOcean Load Balancer',
  catalogue: ['digitalocean-lb-'],
});

export const digitaloceanFamily: Family = {
  kinds: [http, tcp],
  catalogue: [IDLE, TCP],
  balancers: {
    name: 'DigitalOcean',
    claims: claimsBy({ prefixes: [PREFIX, 'kubernetes.digitalocean.com/load-balancer-'] }),
    cluster: {
      providerIds: ['digitalocean://'],
      nodeLabels: ['doks.digitalocean.com/'],
      provisioners: ['dobs.csi.digitalocean.com'],
    },
    balancerOf,
    sendsProxyProtocol: ({ annotations }, port) =>
      isOnFor(annotations.get(`${PREFIX}enable-proxy-protocol`), port),
  },
};

function balancerOf(service: Service, port: number): Balancer {
  const listener = listenerOf(service, port);
  if (listener === 'http' || listener === 'https')
    return { kind: 'do-lb-http', listener, isDirect: false };
  return {
    kind: 'do-lb',
    isDirect: false,
    unread: timeoutsOf('TCP forwarding at DigitalOcean', service),
  };
}

/** The protocol of all ports, over which lists of ports win; TLS that passes through is TCP. */
function listenerOf({ annotations }: Service, port: number): Balancer['listener'] {
  const text = (name: string) => annotations.get(PREFIX + name)?.text ?? '';
  const isListed = (name: string) =>
    text(name)
      .split(',')
      .some((one) => one.trim() === String(port));
  const isEncrypted = ['tls-ports', 'http2-ports', 'http3-port'].some(isListed);
  if (text('tls-passthrough') === 'true') return 'tcp';
  if (isEncrypted) return 'https';
  if (isListed('http-ports')) return 'http';
  const protocol = text('protocol');
  if (['https', 'http2', 'http3'].includes(protocol)) return 'https';
  return protocol === 'http' ? 'http' : 'tcp';
}
