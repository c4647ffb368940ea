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
import type { HopKind } from '../../hop-kind.ts';
import { limitFrom, limitIfConfigured } from '../../limit-from.ts';
import { GO_DURATION } from '../../notation.ts';
import type { Setting } from '../../setting.ts';
import {
  BETWEEN_REQUESTS,
  ENDING,
  LISTENER_DRAIN,
  MAX_CONNECTION_KEY,
  MAX_STREAM,
  MAX_TCP_AGE,
  TCP_IDLE,
  WEBSOCKET,
} from '../envoy/envoy.ts';
import { routeTimeouts } from '../envoy/times.ts';
import { destinationSettings } from './destination-rule.ts';
import { proxySettings } from './mesh-config.ts';
import { virtualServiceRoutes } from './virtual-service.ts';

const SOURCE = 'https://github.com/istio/istio/blob/86c9f01fd735fb01d8192f5bcaf0d424afb7f14c';

/** Istio. */
const ISTIO = [
  {
    id: 'istio-stream-idle-timeout',
    hop: 'gateway',
    component: 'Istio gateway',
    setting: 'connectionSettings.httpStreamIdleTimeout',
    configuredIn: [
      {
        where: 'meshConfig.defaultConfig / proxy.istio.io/config',
        key: 'connectionSettings.httpStreamIdleTimeout, connectionSettings.profile: EDGE (5 min)',
      },
    ],
    default: 'none: istiod writes a stream idle timeout of 0 s into every listener',
    defaultMs: null,
    range: '0s switches off',
    kind: 'idle-bidirectional',
    measures: 'no activity on the stream, as stream_idle_timeout of Envoy',
    resetBy: PAYLOAD_RESETS,
    endsAs: { tcp: 'close', ws: '1006' },
    appliesTo: UPGRADED,
    versions: 'the field exists since 1.32; before, only an EnvoyFilter sets it',
    verified: 'source',
    sources: [
      `${SOURCE}/pilot/pkg/networking/core/listener_builder.go#L440; pilot/pkg/networking/core/connection_settings.go`,
    ],
  },
  {
    id: 'istio-listener-drain',
    hop: 'gateway',
    component: 'Istio gateway/sidecar',
    setting: 'drainDuration',
    configuredIn: [
      { where: 'meshConfig.defaultConfig / proxy.istio.io/config', key: 'drainDuration' },
    ],
    default: '45 s',
    defaultMs: 45_000,
    kind: 'drain-after-event',
    measures:
      '--drain-time-s of Envoy: what is left on a listener that was changed is closed then; a WebSocket is not asked to go before',
    resetBy: NOTHING_RESETS,
    endsAs: { tcp: 'FIN/RST', ws: '1006' },
    appliesTo: EVERY_CARRIAGE,
    verified: 'source',
    sources: [`${SOURCE}/pkg/config/mesh/mesh.go`, 'https://github.com/istio/istio/issues/34855'],
  },
  {
    id: 'istio-termination-drain',
    hop: 'gateway',
    component: 'Istio gateway/sidecar',
    setting: 'terminationDrainDuration, EXIT_ON_ZERO_ACTIVE_CONNECTIONS',
    configuredIn: [
      {
        where: 'meshConfig.defaultConfig / proxy.istio.io/config',
        key: 'terminationDrainDuration',
      },
      { where: 'proxy env', key: 'EXIT_ON_ZERO_ACTIVE_CONNECTIONS' },
    ],
    default: '5 s',
    defaultMs: 5_000,
    kind: 'drain-after-event',
    measures:
      'pod termination: after N s Envoy exits and every connection dies; with EXIT_ON_ZERO_ACTIVE_CONNECTIONS it waits until none is left, as long as the pod may',
    resetBy: NOTHING_RESETS,
    endsAs: { tcp: 'FIN/RST at process exit', ws: '1006' },
    appliesTo: EVERY_CARRIAGE,
    verified: 'source',
    verifiedNote: 'default and effect in the source; the ending was not measured',
    sources: [
      `${SOURCE}/pkg/config/mesh/mesh.go; pkg/envoy/agent.go terminate()`,
      'https://www.alibabacloud.com/help/en/asm/why-do-time-consuming-requests-lose-or-fail-after-sidecar-proxy-is-injected-into-pod',
    ],
  },
] as const satisfies readonly CatalogueEntry[];

const istioEntry = entryFinder(ISTIO);

const istio: HopKind = {
  kind: 'istio',
  engine: 'envoy',
  part: 'nginx',
  title: 'Istio ingress gateway',
  role: 'ingress',
  terminates: 'yes',
  speaks: ['tcp', 'tls', 'http'],
  catalogue: ['istio-', 'envoy-tcp-proxy', 'envoy-max-stream'],
  limits: [
    limitIfConfigured(istioEntry('istio-stream-idle-timeout'), {
      ...ENDING,
      ...WEBSOCKET,
      key: 'stream-idle-timeout',
      change: proxyChange(['connectionSettings', 'httpStreamIdleTimeout']),
    }),
    { ...MAX_STREAM, setting: 'connectionSettings.httpMaxStreamDuration' },
    { ...TCP_IDLE, setting: 'connectionPool.tcp.idleTimeout' },
    { ...MAX_TCP_AGE, setting: 'connectionPool.tcp.maxConnectionDuration' },
    {
      ...LISTENER_DRAIN,
      ...limitFrom(istioEntry('istio-listener-drain'), {
        effects: ['fin', 'rst'],
        key: 'drain-time',
        event: 'listener-update',
        change: proxyChange(['drainDuration']),
      }),
    },
    limitFrom(istioEntry('istio-termination-drain'), {
      effects: ['fin', 'rst'],
      key: 'termination-drain-duration',
      setting: 'terminationDrainDuration',
      event: 'shutdown',
      change: proxyChange(['terminationDrainDuration']),
    }),
  ],
  // istiod lifts Envoy's own 1,024 (cluster_traffic_policy.go, getDefaultCircuitBreakerThresholds()).
  capacities: [
    {
      key: 'max-connections',
      setting: 'connectionPool.tcp.maxConnections',
      counts: 'connections to the host from each Envoy',
      reference: `${SOURCE}/pilot/pkg/networking/core/cluster_traffic_policy.go#L181`,
    },
    {
      key: 'max-requests',
      setting: 'connectionPool.http.http2MaxRequests',
      counts: 'requests to the host from each Envoy',
      reference: `${SOURCE}/pilot/pkg/networking/core/cluster_traffic_policy.go#L157`,
    },
    {
      key: 'global-downstream-connection-limit',
      setting: 'connectionSettings.globalDownstreamConnectionLimit',
      counts: 'connections to each gateway pod',
      reference: `${SOURCE}/pkg/bootstrap/config.go#L370`,
    },
  ],
  inert: [...BETWEEN_REQUESTS, MAX_CONNECTION_KEY],
  routes: virtualServiceRoutes,
  ingress: {
    controllers: ['istio.io/ingress-controller'],
    classNames: ['istio'],
    settings: ({ inventory }) => proxySettings(inventory),
  },
  gateway: {
    controllers: ['istio.io/gateway-controller'],
    classNames: /^istio/,
    settings: gatewaySettings,
  },
  watch: { names: /istio/i },
  pods: {
    names: ['istio-ingressgateway', 'istio-ingress'],
    image: /(^|\/)(proxyv2)([/:@]|$)/,
    labels: { istio: 'ingressgateway' },
  },
};

const NETWORKING = 'networking.istio.io';

export const istioFamily: Family = {
  kinds: [istio],
  catalogue: ISTIO,
  objects: {
    Gateway: [NETWORKING],
    VirtualService: [NETWORKING],
    DestinationRule: [NETWORKING],
    EnvoyFilter: [NETWORKING],
    IstioOperator: ['install.istio.io'],
  },
};

function gatewaySettings(route: GatewayRoute, inventory: Inventory): readonly Setting[] {
  const { object, listener, serviceNamespace, serviceName, gateway } = route;
  const transport =
    object.kind === 'HTTPRoute' ? 'wss' : listener.protocol === 'TLS' ? 'tls' : 'tcp';
  const destination = {
    namespace: serviceNamespace,
    name: serviceName,
    subset: undefined,
    port: undefined,
  };
  return [
    ...routeTimeouts(route),
    ...destinationSettings(destination, { transport, namespace: gateway.namespace, inventory }),
    ...proxySettings(inventory),
  ];
}

/** A field of the ProxyConfig of the gateway's pods. */
function proxyChange(way: readonly string[]): (ms: number) => Change {
  return (ms) => ({
    where: 'annotation proxy.istio.io/config of the gateway pods',
    key: way.join('.'),
    text: way.map((step, depth) => {
      const value = depth === way.length - 1 ? ` ${GO_DURATION.write(ms)}` : '';
      return `${'  '.repeat(depth)}${step}:${value}`;
    }),
  });
}
