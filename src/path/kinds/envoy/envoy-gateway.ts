import {
  type CatalogueEntry,
  EVERY_CARRIAGE,
  entryFinder,
  PAYLOAD_RESETS,
} from '../../catalogue/entry.ts';
import type { Family } from '../../family.ts';
import type { HopKind } from '../../hop-kind.ts';
import { limitFrom } from '../../limit-from.ts';
import { GO_DURATION } from '../../notation.ts';
import {
  BETWEEN_REQUESTS,
  ENDING,
  MAX_CONNECTION_KEY,
  MAX_STREAM,
  STREAM_IDLE,
  TCP_IDLE,
} from './envoy.ts';
import { policyChange, policySettings } from './policies.ts';

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
] as const satisfies readonly CatalogueEntry[];

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
    limitFrom(envoyGatewayEntry('envoy-gateway-timeouts'), {
      ...ENDING,
      key: 'drain-timeout',
      setting: 'shutdown.drainTimeout',
      defaultMs: 60_000,
      resetBy: 'nothing',
      startsAt: 'event',
      event: 'shutdown',
      reference: 'gateway.envoyproxy.io/v1.9/tasks/operations/graceful-shutdown',
      change: (ms) => ({
        where: 'spec of the EnvoyProxy (gateway.envoyproxy.io/v1alpha1)',
        key: 'shutdown.drainTimeout',
        text: ['shutdown:', `  drainTimeout: ${GO_DURATION.write(ms)}`],
      }),
    }),
  ],
  inert: [...BETWEEN_REQUESTS, MAX_CONNECTION_KEY],
  gateway: {
    controllers: ['gateway.envoyproxy.io/gatewayclass-controller'],
    classNames: /^(eg|envoy-gateway)$/,
    settings: policySettings,
  },
  watch: { names: /envoy/i },
};

export const envoyGatewayFamily: Family = {
  kinds: [envoyGateway],
  catalogue: ENVOY_GATEWAY,
  objects: {
    ClientTrafficPolicy: ['gateway.envoyproxy.io'],
    BackendTrafficPolicy: ['gateway.envoyproxy.io'],
  },
};
