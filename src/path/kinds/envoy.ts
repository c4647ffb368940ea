import type { HopKind, LimitSpec } from '../hop-kind.ts';
import { limitFrom, limitIfConfigured } from './from-catalogue.ts';

/** The exact ending was not measured; Envoy closes the stream and with it the HTTP/1.1 connection. */
const ENDING = { effects: ['fin', 'close-notify'] } as const;

const WEBSOCKET: Pick<LimitSpec, 'onlyFor'> = { onlyFor: ['ws', 'wss'] };
const RAW: Pick<LimitSpec, 'onlyFor'> = { onlyFor: ['tcp', 'tls'] };

const STREAM_IDLE = limitFrom('envoy-stream-idle-timeout', {
  ...ENDING,
  ...WEBSOCKET,
  key: 'stream-idle-timeout',
  setting: 'stream_idle_timeout',
});

const MAX_CONNECTION = limitIfConfigured('envoy-max-connection-duration', {
  ...ENDING,
  ...WEBSOCKET,
  key: 'max-connection-duration',
});

const TCP_IDLE = limitFrom('envoy-tcp-proxy-idle', { ...ENDING, ...RAW, key: 'tcp-idle-timeout' });

/** They run while no stream is active, or until one begins; an open WebSocket is an active stream. */
const BETWEEN_REQUESTS = ['connection-idle-timeout', 'request-timeout', 'connect-timeout'];

export const envoy: HopKind = {
  kind: 'envoy',
  title: 'Envoy',
  role: 'ingress',
  terminates: 'yes',
  speaks: ['tcp', 'tls', 'http'],
  catalogue: ['envoy-stream', 'envoy-route', 'envoy-http', 'envoy-max', 'envoy-tcp', 'envoy-drain'],
  limits: [
    STREAM_IDLE,
    MAX_CONNECTION,
    limitIfConfigured('envoy-max-stream-duration', {
      ...ENDING,
      ...WEBSOCKET,
      key: 'max-stream-duration',
    }),
    TCP_IDLE,
    limitIfConfigured('envoy-tcp-proxy-max-age', {
      ...ENDING,
      ...RAW,
      key: 'max-downstream-connection-duration',
      setting: 'max_downstream_connection_duration',
    }),
    limitIfConfigured('envoy-drain', {
      ...ENDING,
      key: 'drain-time',
      setting: '--drain-time-s',
      event: 'shutdown',
    }),
  ],
  inert: BETWEEN_REQUESTS,
};

export const contour: HopKind = {
  kind: 'contour',
  title: 'Contour',
  role: 'ingress',
  carries: ['ws', 'wss'],
  terminates: 'yes',
  speaks: ['tcp', 'tls', 'http'],
  catalogue: ['contour-', 'envoy-stream-idle-timeout'],
  limits: [
    limitFrom('contour-timeouts', {
      ...ENDING,
      key: 'stream-idle-timeout',
      setting: 'timeouts.stream-idle-timeout',
    }),
    { ...MAX_CONNECTION, setting: 'timeouts.max-connection-duration' },
  ],
  inert: BETWEEN_REQUESTS,
};

export const envoyGateway: HopKind = {
  kind: 'envoy-gateway',
  title: 'Envoy Gateway',
  role: 'ingress',
  terminates: 'yes',
  speaks: ['tcp', 'tls', 'http'],
  catalogue: ['envoy-gateway-', 'envoy-stream-idle-timeout', 'envoy-tcp-proxy-idle'],
  limits: [
    STREAM_IDLE,
    { ...MAX_CONNECTION, setting: 'timeout.http.maxConnectionDuration' },
    { ...TCP_IDLE, setting: 'timeout.tcp.idleTimeout' },
    limitIfConfigured('envoy-gateway-timeouts', {
      ...ENDING,
      key: 'drain-timeout',
      setting: 'shutdown.drainTimeout',
      resetBy: 'nothing',
      startsAt: 'event',
      event: 'shutdown',
    }),
  ],
  inert: BETWEEN_REQUESTS,
};

export const istio: HopKind = {
  kind: 'istio',
  title: 'Istio ingress gateway',
  role: 'ingress',
  terminates: 'yes',
  speaks: ['tcp', 'tls', 'http'],
  catalogue: ['istio-', 'envoy-stream-idle-timeout', 'envoy-tcp-proxy-idle'],
  limits: [
    STREAM_IDLE,
    { ...TCP_IDLE, setting: 'connectionPool.tcp.idleTimeout' },
    limitFrom('istio-termination-drain', {
      effects: ['fin', 'rst'],
      key: 'termination-drain-duration',
      setting: 'terminationDrainDuration',
      event: 'shutdown',
    }),
  ],
  inert: BETWEEN_REQUESTS,
};

export const ciliumGateway: HopKind = {
  kind: 'cilium-gateway',
  title: 'Cilium Ingress and Gateway',
  role: 'ingress',
  carries: ['ws', 'wss'],
  terminates: 'yes',
  speaks: ['tcp', 'tls', 'http'],
  catalogue: ['cilium-gateway-', 'envoy-stream-idle-timeout'],
  limits: [
    limitFrom('cilium-gateway-http-timeouts', {
      ...ENDING,
      key: 'http-stream-idle-timeout',
      setting: 'http-stream-idle-timeout',
    }),
  ],
  inert: ['http-request-timeout', 'http-idle-timeout'],
};

export const higress: HopKind = {
  kind: 'higress',
  title: 'Higress, Alibaba Cloud MSE gateway',
  role: 'ingress',
  carries: ['ws', 'wss'],
  terminates: 'yes',
  speaks: ['tcp', 'tls', 'http'],
  catalogue: ['higress-', 'envoy-stream-idle-timeout'],
  // Envoy inside, so Envoy's default is the best guess; Higress's own was not read.
  limits: [{ ...STREAM_IDLE, verified: 'unverified' }],
  inert: BETWEEN_REQUESTS,
};
