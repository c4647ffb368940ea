import type { GatewayRoute } from '../../../objects/gateway.ts';
import type { Inventory } from '../../../objects/inventory.ts';
import {
  type CatalogueEntry,
  EVERY_CARRIAGE,
  entryFinder,
  NOTHING_RESETS,
  PAYLOAD_RESETS,
  UPGRADED,
} from '../../catalogue/entry.ts';
import type { Change } from '../../change.ts';
import type { Family } from '../../family.ts';
import type { HopKind, LimitSpec } from '../../hop-kind.ts';
import { limitFrom } from '../../limit-from.ts';
import { NGINX_TIME } from '../../notation.ts';
import { NGINX_CLOCK, NGINX_LAZY_MS } from '../nginx/clock.ts';
import { fabricSettings } from './policies.ts';

const SOURCE =
  'https://github.com/nginx/nginx-gateway-fabric/blob/e55bfe33969f313b210d3497b3ae56b923175d69';

const GROUP = 'gateway.nginx.org';

/** NGINX Gateway Fabric. */
const FABRIC = [
  {
    id: 'nginx-gateway-fabric-timeouts',
    hop: 'gateway',
    component: 'NGINX Gateway Fabric',
    setting: 'proxy_read_timeout',
    configuredIn: [
      { where: 'ProxySettingsPolicy (since 2.6.0)', key: 'timeout.read / send / connect' },
      { where: 'SnippetsFilter, SnippetsPolicy', key: 'proxy_read_timeout, proxy_send_timeout' },
      { where: 'HTTPRoute', key: 'rules[].timeouts: ignored, condition UnsupportedField' },
    ],
    default: '60 s (nginx)',
    defaultMs: 60_000,
    kind: 'idle-bidirectional',
    measures:
      'as nginx: bytes of either side restart it; a policy on a route wins over one on the Gateway',
    resetBy: PAYLOAD_RESETS,
    endsAs: { tcp: 'FIN', tls: 'close_notify', ws: '1006' },
    appliesTo: UPGRADED,
    versions: '2.6',
    verified: 'source',
    sources: [
      `${SOURCE}/apis/v1alpha1/proxysettingspolicy_types.go#L107`,
      `${SOURCE}/internal/controller/state/graph/httproute.go#L681`,
    ],
  },
  {
    id: 'nginx-gateway-fabric-stop',
    hop: 'gateway',
    component: 'NGINX Gateway Fabric',
    setting: 'stop of the pod',
    configuredIn: [{ where: 'nowhere', key: 'entrypoint.sh' }],
    default: 'at once',
    defaultMs: null,
    kind: 'drain-after-event',
    measures:
      'SIGTERM is passed on to nginx, which is its fast shutdown: every connection is cut; there is no preStop',
    resetBy: NOTHING_RESETS,
    endsAs: { tcp: 'FIN/RST at process exit', ws: '1006' },
    appliesTo: EVERY_CARRIAGE,
    versions: '2.6',
    verified: 'source',
    verifiedNote: 'that the container gets TERM is inferred: the image has no STOPSIGNAL',
    sources: [`${SOURCE}/build/entrypoint.sh`],
  },
] as const satisfies readonly CatalogueEntry[];

const fabricEntry = entryFinder(FABRIC);

function policyChange(field: 'read' | 'send'): (ms: number) => Change {
  return (ms) => ({
    where: `spec of a ProxySettingsPolicy (${GROUP}/v1alpha1) whose targetRefs name the route`,
    key: `timeout.${field}`,
    text: ['timeout:', `  ${field}: ${NGINX_TIME.write(ms)}`],
    manifest: { kind: 'ProxySettingsPolicy', under: ['spec'] },
  });
}

function upgraded(field: 'read' | 'send'): LimitSpec {
  return limitFrom(fabricEntry('nginx-gateway-fabric-timeouts'), {
    ...NGINX_CLOCK,
    key: `proxy-${field}-timeout`,
    setting: `proxy_${field}_timeout`,
    effects: ['close-notify'],
    onlyFor: ['ws', 'wss'],
    version: '2.6',
    change: policyChange(field),
  });
}

const nginxGatewayFabric: HopKind = {
  kind: 'nginx-gateway-fabric',
  engine: 'nginx',
  lazyMs: NGINX_LAZY_MS,
  part: 'nginx',
  title: 'NGINX Gateway Fabric',
  role: 'ingress',
  terminates: 'yes',
  speaks: ['tcp', 'tls', 'http'],
  catalogue: ['nginx-gateway-fabric-', 'nginx-http-', 'nginx-worker-'],
  limits: [
    upgraded('read'),
    upgraded('send'),
    limitFrom(fabricEntry('nginx-gateway-fabric-stop'), {
      key: 'stop',
      effects: ['fin', 'rst'],
      event: 'shutdown',
      defaultMs: 0,
      version: '2.6',
    }),
  ],
  capacities: [
    {
      key: 'worker-connections',
      setting: 'workerConnections',
      most: 1_024,
      counts: 'connections in each nginx worker, two for each WebSocket',
      reference: `${SOURCE}/apis/v1alpha2/nginxproxy_types.go#L104`,
    },
  ],
  // worker_shutdown_timeout is not set, so old workers live as long as their connections.
  spares: [
    {
      event: 'reload',
      reference: `${SOURCE}/internal/controller/nginx/conf/nginx.conf`,
    },
  ],
  inert: ['proxy-connect-timeout', 'keepalive-timeout'],
  gateway: {
    controllers: ['gateway.nginx.org/nginx-gateway-controller'],
    classNames: /^nginx/,
    settings: (route: GatewayRoute, inventory: Inventory) => fabricSettings(route, inventory),
  },
  watch: { names: /nginx/i, onIngress: 'reload', onConfigMap: 'reload' },
};

export const nginxGatewayFabricFamily: Family = {
  kinds: [nginxGatewayFabric],
  catalogue: FABRIC,
  objects: {
    ProxySettingsPolicy: [GROUP],
    SnippetsFilter: [GROUP],
    SnippetsPolicy: [GROUP],
    NginxProxy: [GROUP],
  },
};
