import {
  type CatalogueEntry,
  EVERY_CARRIAGE,
  entryFinder,
  NOTHING_RESETS,
  PAYLOAD_RESETS,
} from '../../catalogue/entry.ts';
import type { Change } from '../../change.ts';
import type { Family } from '../../family.ts';
import type { HopKind } from '../../hop-kind.ts';
import { limitFrom } from '../../limit-from.ts';
import { GO_DURATION } from '../../notation.ts';
import {
  BETWEEN_REQUESTS,
  LISTENER_DRAIN,
  MAX_CONNECTION_KEY,
  MAX_STREAM,
  STREAM_IDLE,
  TCP_IDLE,
} from '../envoy/envoy.ts';
import { proxySettings } from './envoy-proxy.ts';
import { GROUP, policyChange, policySettings, SOURCE, withoutUpgrade } from './policies.ts';

/** Envoy Gateway. */
const ENVOY_GATEWAY = [
  {
    id: 'envoy-gateway-timeouts',
    hop: 'gateway',
    component: 'Envoy Gateway',
    setting: 'ClientTrafficPolicy / BackendTrafficPolicy timeouts',
    configuredIn: [
      {
        where: 'BackendTrafficPolicy',
        key: 'timeout.http.streamIdleTimeout, maxConnectionDuration, maxStreamDuration, connectionIdleTimeout, requestTimeout; timeout.tcp.connectTimeout',
      },
      {
        where: 'ClientTrafficPolicy',
        key: 'timeout.http.streamIdleTimeout, idleTimeout, requestReceivedTimeout; timeout.tcp.idleTimeout',
      },
      { where: 'HTTPRoute', key: 'rules[].timeouts.request' },
    ],
    default: '5 min for a silent stream (Envoy); max durations unlimited',
    defaultMs: 300_000,
    kind: 'idle-bidirectional',
    measures:
      'streamIdleTimeout of the BackendTrafficPolicy wins over that of the ClientTrafficPolicy; where neither is set, an HTTPRoute with timeouts.request gets max(1 h, request), and request 0s switches the idle timeout off; otherwise the default of Envoy holds',
    resetBy: PAYLOAD_RESETS,
    endsAs: { tcp: 'close (exact flag not measured)', ws: '1006' },
    appliesTo: EVERY_CARRIAGE,
    verified: 'source',
    verifiedNote: 'names and precedence in the source; ending not measured',
    sources: [
      'github.com/envoyproxy/gateway@d32f282942 (2026-08-21): api/v1alpha1/timeout_types.go; internal/xds/translator/route.go idleTimeout()',
    ],
  },
  {
    id: 'envoy-gateway-drain',
    hop: 'gateway',
    component: 'Envoy Gateway',
    setting: 'EnvoyProxy shutdown.drainTimeout',
    configuredIn: [
      {
        where: 'EnvoyProxy',
        key: 'shutdown.drainTimeout / minDrainDuration / healthCheckFailureDelay',
      },
    ],
    default: '60 s / 10 s / 0 s; the pods have drainTimeout + 300 s of grace',
    defaultMs: 60_000,
    kind: 'drain-after-event',
    measures:
      'pod stop: Envoy exits when no connection is left, at the latest then. It is also --drain-time-s: what is left on a changed listener is closed then',
    resetBy: NOTHING_RESETS,
    endsAs: { tcp: 'FIN/RST at process exit', ws: '1006' },
    appliesTo: EVERY_CARRIAGE,
    versions: 'healthCheckFailureDelay since v1.9',
    verified: 'source',
    sources: [
      `${SOURCE}/internal/infrastructure/common/proxy_args.go; internal/cmd/envoy.go`,
      'https://gateway.envoyproxy.io/v1.9/tasks/operations/graceful-shutdown/',
    ],
  },
] as const satisfies readonly CatalogueEntry[];

/** What was read. */
const VERSION = 'v1.9';

const envoyGatewayEntry = entryFinder(ENVOY_GATEWAY);

const envoyGateway: HopKind = {
  kind: 'envoy-gateway',
  engine: 'envoy',
  part: 'nginx',
  title: 'Envoy Gateway',
  role: 'ingress',
  terminates: 'yes',
  speaks: ['tcp', 'tls', 'http'],
  catalogue: ['envoy-gateway-', 'envoy-stream-idle-timeout', 'envoy-tcp-proxy-idle'],
  limits: [
    {
      ...STREAM_IDLE,
      version: VERSION,
      change: policyChange('BackendTrafficPolicy', 'timeout.http.streamIdleTimeout'),
    },
    {
      ...MAX_STREAM,
      setting: 'timeout.http.maxStreamDuration',
      change: policyChange('BackendTrafficPolicy', 'timeout.http.maxStreamDuration'),
    },
    {
      ...TCP_IDLE,
      setting: 'timeout.tcp.idleTimeout',
      change: policyChange('ClientTrafficPolicy', 'timeout.tcp.idleTimeout'),
    },
    {
      ...LISTENER_DRAIN,
      setting: 'shutdown.drainTimeout (--drain-time-s)',
      defaultMs: 60_000,
      version: VERSION,
      verified: 'source',
      reference: `${SOURCE}/internal/infrastructure/common/proxy_args.go`,
      catalogue: 'envoy-gateway-drain',
      change: drainChange,
    },
    limitFrom(envoyGatewayEntry('envoy-gateway-drain'), {
      effects: ['fin', 'rst'],
      key: 'drain-timeout',
      setting: 'shutdown.drainTimeout',
      version: VERSION,
      event: 'shutdown',
      change: drainChange,
    }),
  ],
  capacities: [
    {
      key: 'max-connections',
      setting: 'circuitBreaker.maxConnections',
      most: 1_024,
      counts: 'connections to the backend of a route from each Envoy',
      reference: `${SOURCE}/internal/xds/translator/cluster.go (Envoy's default)`,
    },
    {
      key: 'max-parallel-requests',
      setting: 'circuitBreaker.maxParallelRequests',
      most: 1_024,
      counts: 'requests to the backend of a route from each Envoy',
      reference: `${SOURCE}/internal/xds/translator/cluster.go (Envoy's default)`,
    },
    {
      key: 'connection-limit',
      setting: 'connection.connectionLimit.value',
      counts: 'connections of a listener to each Envoy',
      reference: `${SOURCE}/internal/xds/translator/listener.go#L493`,
    },
  ],
  inert: [...BETWEEN_REQUESTS, MAX_CONNECTION_KEY],
  gateway: {
    controllers: ['gateway.envoyproxy.io/gatewayclass-controller'],
    classNames: /^(eg|envoy-gateway)$/,
    settings: (route, inventory) => [
      ...policySettings(route, inventory),
      ...proxySettings(route, inventory),
    ],
    noUpgrade: withoutUpgrade,
  },
  watch: { names: /envoy/i },
};

export const envoyGatewayFamily: Family = {
  kinds: [envoyGateway],
  catalogue: ENVOY_GATEWAY,
  objects: {
    ClientTrafficPolicy: [GROUP],
    BackendTrafficPolicy: [GROUP],
    EnvoyProxy: [GROUP],
    EnvoyPatchPolicy: [GROUP],
    EnvoyExtensionPolicy: [GROUP],
  },
};

function drainChange(ms: number): Change {
  return {
    where: 'spec of the EnvoyProxy (gateway.envoyproxy.io/v1alpha1)',
    key: 'shutdown.drainTimeout',
    text: ['shutdown:', `  drainTimeout: ${GO_DURATION.write(ms)}`],
  };
}
