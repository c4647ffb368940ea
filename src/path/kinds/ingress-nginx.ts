import type { HopKind, LimitSpec } from '../hop-kind.ts';
import { limitFrom, NGINX_CLOCK } from './from-catalogue.ts';

const REFERENCE =
  'kubernetes/ingress-nginx@dbb11b92 (v1.15.1) config.go; measured with nginx 1.22.1';

const WEBSOCKET: Pick<LimitSpec, 'onlyFor' | 'verified' | 'reference'> = {
  onlyFor: ['ws', 'wss'],
  verified: 'measured',
  reference: REFERENCE,
};

const SHUTDOWN: LimitSpec = limitFrom('ingress-nginx-worker-shutdown-timeout', {
  key: 'worker-shutdown-timeout',
  event: 'reload',
  effects: ['fin'],
  // Measured: +143 to +221 ms after the reload (n=67).
  earlyMs: 80,
  lateMs: 500,
  reference: REFERENCE,
});

export const ingressNginx: HopKind = {
  kind: 'ingress-nginx',
  title: 'ingress-nginx, an upgraded connection',
  role: 'ingress',
  carries: ['ws', 'wss'],
  terminates: 'yes',
  speaks: ['tcp', 'tls', 'http'],
  catalogue: ['ingress-nginx-', 'nginx-http-', 'nginx-reset-'],
  limits: [
    limitFrom('ingress-nginx-proxy-read-timeout', {
      ...WEBSOCKET,
      ...NGINX_CLOCK,
      key: 'proxy-read-timeout',
      effects: ['close-notify'],
    }),
    limitFrom('ingress-nginx-proxy-send-timeout', {
      ...WEBSOCKET,
      ...NGINX_CLOCK,
      key: 'proxy-send-timeout',
      effects: ['close-notify'],
    }),
    // The client does not read. RST, because the controller turns reset_timedout_connection on.
    limitFrom('nginx-http-send-timeout', {
      ...WEBSOCKET,
      ...NGINX_CLOCK,
      key: 'send-timeout',
      effects: ['rst'],
    }),
    { ...SHUTDOWN, onlyFor: ['ws', 'wss'] },
  ],
  // Caches and waits outside of an open WebSocket: an upgraded connection never returns to a cache.
  inert: [
    'upstream-keepalive-timeout',
    'upstream-keepalive-time',
    'keep-alive',
    'proxy-connect-timeout',
    'proxy-next-upstream-timeout',
    'client-header-timeout',
    'client-body-timeout',
    'proxy-stream-timeout',
  ],
};

export const ingressNginxStream: HopKind = {
  kind: 'ingress-nginx-stream',
  title: 'ingress-nginx, a port of its tcp-services',
  role: 'ingress',
  carries: ['tcp', 'tls'],
  terminates: 'yes',
  speaks: ['tcp'],
  catalogue: ['ingress-nginx-proxy-stream-', 'ingress-nginx-worker-', 'nginx-stream-'],
  limits: [
    limitFrom('ingress-nginx-proxy-stream-timeout', {
      ...NGINX_CLOCK,
      key: 'proxy-stream-timeout',
      effects: ['fin'],
      reference: REFERENCE,
    }),
    SHUTDOWN,
  ],
  // They belong to HTTP; a TCP service has proxy-stream-timeout only.
  inert: ['proxy-read-timeout', 'proxy-send-timeout', 'proxy-connect-timeout'],
};

/** A Go copy loop in the controller: no idle timeout at all, and none of nginx's applies. */
export const ingressNginxPassthrough: HopKind = {
  kind: 'ingress-nginx-passthrough',
  title: 'ingress-nginx with ssl-passthrough',
  role: 'ingress',
  carries: ['tls', 'wss'],
  terminates: 'yes',
  speaks: ['tcp'],
  catalogue: ['ingress-nginx-ssl-passthrough'],
  limits: [],
  inert: ['proxy-read-timeout', 'proxy-send-timeout', 'worker-shutdown-timeout'],
};
