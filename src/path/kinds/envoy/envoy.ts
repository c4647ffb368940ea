import type { Family } from '../../family.ts';
import type { HopKind, LimitSpec } from '../../hop-kind.ts';
import { limitFrom, limitIfConfigured } from '../../limit-from.ts';
import { ENVOY, envoyEntry } from './entries.ts';

/** The exact ending was not measured; Envoy closes the stream and with it the HTTP/1.1 connection. */
export const ENDING = { effects: ['fin', 'close-notify'] } as const;

export const WEBSOCKET: Pick<LimitSpec, 'onlyFor'> = { onlyFor: ['ws', 'wss'] };

export const RAW: Pick<LimitSpec, 'onlyFor'> = { onlyFor: ['tcp', 'tls'] };

export const STREAM_IDLE = limitFrom(envoyEntry('envoy-stream-idle-timeout'), {
  ...ENDING,
  ...WEBSOCKET,
  key: 'stream-idle-timeout',
  setting: 'stream_idle_timeout',
});

/** The age of a connection, at which Envoy only stops taking new requests on it while a stream is open. */
export const MAX_CONNECTION_KEY = 'max-connection-duration';

export const MAX_STREAM = limitIfConfigured(envoyEntry('envoy-max-stream-duration'), {
  ...ENDING,
  ...WEBSOCKET,
  key: 'max-stream-duration',
});

export const TCP_IDLE = limitFrom(envoyEntry('envoy-tcp-proxy-idle'), {
  ...ENDING,
  ...RAW,
  key: 'tcp-idle-timeout',
});

export const MAX_TCP_AGE = limitIfConfigured(envoyEntry('envoy-tcp-proxy-max-age'), {
  ...ENDING,
  ...RAW,
  key: 'max-downstream-connection-duration',
  setting: 'max_downstream_connection_duration',
});

/** What is left on a listener that was changed is closed when the drain time is over. */
export const LISTENER_DRAIN = limitFrom(envoyEntry('envoy-drain'), {
  effects: ['fin', 'rst'],
  key: 'drain-time',
  event: 'listener-update',
});

/** They run while no stream is active, or until one begins; an open WebSocket is an active stream. */
export const BETWEEN_REQUESTS = ['connection-idle-timeout', 'request-timeout', 'connect-timeout'];

const envoy: HopKind = {
  kind: 'envoy',
  engine: 'envoy',
  part: 'nginx',
  title: 'Envoy',
  role: 'ingress',
  terminates: 'yes',
  speaks: ['tcp', 'tls', 'http'],
  catalogue: ['envoy-stream', 'envoy-route', 'envoy-http', 'envoy-max', 'envoy-tcp', 'envoy-drain'],
  limits: [STREAM_IDLE, MAX_STREAM, TCP_IDLE, MAX_TCP_AGE, LISTENER_DRAIN],
  inert: [...BETWEEN_REQUESTS, MAX_CONNECTION_KEY],
  alsoKnown: [
    {
      setting: 'route timeout',
      afterMs: 15_000,
      axis: 'age',
      reference: 'envoyproxy/envoy docs/root/faq/configuration/timeouts.rst',
      isVerified: true,
    },
  ],
  gateway: { controllers: [], classNames: /envoy/ },
  watch: { names: /envoy/i },
  pods: { names: ['envoy'], image: /(^|\/)(envoy)([/:@]|$)/ },
};

export const envoyFamily: Family = { kinds: [envoy], catalogue: ENVOY };
