import type { HopKind, LimitSpec } from '../hop-kind.ts';
import type { Verified } from '../path.ts';
import { limitFrom, limitIfConfigured, NGINX_CLOCK } from './from-catalogue.ts';

const MEASURED: { readonly verified: Verified } = { verified: 'measured' };

/** Measured: +143 to +221 ms after the reload (n=67). */
const SHUTDOWN_CLOCK = { earlyMs: 80, lateMs: 500 } as const;

/** What every nginx does with an upgraded connection. */
export const UPGRADED_LIMITS: readonly LimitSpec[] = [
  limitFrom('nginx-http-proxy-read-timeout', {
    ...NGINX_CLOCK,
    ...MEASURED,
    key: 'proxy-read-timeout',
    effects: ['close-notify'],
    onlyFor: ['ws', 'wss'],
  }),
  limitFrom('nginx-http-proxy-send-timeout', {
    ...NGINX_CLOCK,
    ...MEASURED,
    key: 'proxy-send-timeout',
    effects: ['close-notify'],
    onlyFor: ['ws', 'wss'],
  }),
];

/** After a reload or a stop; a plain nginx has no default and waits for ever. */
export const SHUTDOWN_LIMIT: LimitSpec = limitIfConfigured('nginx-worker-shutdown-timeout', {
  ...SHUTDOWN_CLOCK,
  key: 'worker-shutdown-timeout',
  event: 'reload',
  effects: ['fin'],
});

const BETWEEN_REQUESTS = ['keepalive-timeout', 'client-header-timeout', 'client-body-timeout'];

export const nginx: HopKind = {
  kind: 'nginx',
  title: 'nginx as a WebSocket proxy',
  role: 'ingress',
  carries: ['ws', 'wss'],
  terminates: 'yes',
  speaks: ['tcp', 'tls', 'http'],
  catalogue: ['nginx-'],
  limits: [
    ...UPGRADED_LIMITS,
    limitFrom('nginx-http-send-timeout', {
      ...NGINX_CLOCK,
      key: 'send-timeout',
      // FIN by default; RST with reset_timedout_connection on. Never a close_notify.
      effects: ['fin', 'rst'],
      onlyFor: ['ws', 'wss'],
    }),
    SHUTDOWN_LIMIT,
  ],
  inert: ['proxy-connect-timeout', ...BETWEEN_REQUESTS],
};

export const nginxStream: HopKind = {
  kind: 'nginx-stream',
  title: 'nginx as a TCP proxy (stream module)',
  role: 'load-balancer',
  terminates: 'yes',
  speaks: ['tcp'],
  catalogue: ['nginx-stream-', 'nginx-worker-', 'nginx-so-'],
  limits: [
    limitFrom('nginx-stream-proxy-timeout', {
      ...NGINX_CLOCK,
      key: 'proxy-timeout',
      effects: ['fin'],
    }),
    SHUTDOWN_LIMIT,
  ],
  inert: ['proxy-connect-timeout'],
};
