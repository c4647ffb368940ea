import {
  type CatalogueEntry,
  EVERY_CARRIAGE,
  entryFinder,
  NOTHING_RESETS,
} from '../../catalogue/entry.ts';
import { INGRESS_NGINX_SOURCE, NGINX_SOURCE } from '../../catalogue/sources.ts';
import type { HopKind, LimitSpec } from '../../hop-kind.ts';
import { limitFrom, limitIfConfigured } from '../../limit-from.ts';
import { NGINX_CLOCK, NGINX_LAZY_MS } from './clock.ts';
import { directiveChange } from './directive.ts';
import { nginxHttpEntry, UPGRADED_LIMITS } from './http.ts';

/** nginx's core: workers and their end. */
export const NGINX = [
  {
    id: 'nginx-worker-shutdown-timeout',
    hop: 'ingress',
    component: 'nginx core',
    setting: 'worker_shutdown_timeout',
    configuredIn: [{ where: 'nginx main directive', key: 'worker_shutdown_timeout' }],
    default: 'unset = wait for ever',
    defaultMs: null,
    kind: 'drain-after-event',
    measures:
      'Starts when a worker is told to shut down gracefully (reload = SIGHUP, or SIGQUIT). After N every remaining connection of the old worker is closed, idle or busy alike. All of them in the same instant.',
    resetBy: NOTHING_RESETS,
    endsAs: {
      tcp: 'FIN (RST if unread data sits in the socket)',
      tls: 'FIN WITHOUT close_notify (measured: ragged EOF) because c->error is set - this is how to tell a reload from proxy_read_timeout (which sends close_notify)',
      ws: '1006, no close frame',
      http: 'access log status 101',
      log: 'http: nothing at info; stream: INFO "shutdown timeout while proxying connection"',
    },
    appliesTo: EVERY_CARRIAGE,
    verified: 'measured',
    verifiedNote: 'measured, and read in the source',
    sources: [
      `${NGINX_SOURCE} src/core/ngx_cycle.c ngx_shutdown_timer_handler; src/event/ngx_event_openssl.c ngx_ssl_shutdown`,
      'measured (nginx 1.22.1 / HAProxy 2.6.12, kernel 6.18): 8 connections (ws/wss/stream, idle and busy) all closed 5.1 s after SIGHUP with worker_shutdown_timeout 5s',
    ],
    notes:
      'Traffic does not postpone it. Signature in a report: many connections die in one ~100 ms burst, exactly N s after a reload, without TLS close_notify.',
  },
  {
    id: 'nginx-worker-connections',
    hop: 'ingress',
    component: 'nginx core',
    setting: 'worker_connections',
    configuredIn: [{ where: 'nginx events directive', key: 'worker_connections' }],
    default: '512',
    defaultMs: null,
    kind: 'capacity',
    measures: 'connections per worker INCLUDING upstream sides: one proxied WebSocket costs 2',
    resetBy: NOTHING_RESETS,
    endsAs: {
      tcp: 'new client connections accepted late or not at all; existing idle keep-alives reused/closed',
      http: '500/502 on the handshake when the upstream socket cannot be created',
      log: 'alert "N worker_connections are not enough"',
    },
    appliesTo: EVERY_CARRIAGE,
    verified: 'source',
    verifiedNote: 'source (default) / behaviour not measured',
    sources: [`${NGINX_SOURCE} src/event/ngx_event.c (DEFAULT_CONNECTIONS 512)`],
  },
  {
    id: 'nginx-so-keepalive',
    hop: 'ingress',
    component: 'nginx listen / proxy',
    setting: 'so_keepalive, proxy_socket_keepalive',
    configuredIn: [
      { where: 'listen parameter', key: 'so_keepalive' },
      { where: 'http/stream directive', key: 'proxy_socket_keepalive' },
    ],
    default: 'off',
    defaultMs: null,
    kind: 'probe',
    measures:
      'TCP keepalive from nginx to client / to upstream. ingress-nginx sets neither, so nginx never probes: a client that vanished is noticed only by proxy_read_timeout.',
    resetBy: NOTHING_RESETS,
    endsAs: { tcp: 'ETIMEDOUT after probes' },
    appliesTo: EVERY_CARRIAGE,
    verified: 'source',
    sources: [
      `${NGINX_SOURCE} src/http/modules/ngx_http_proxy_module.c (socket_keepalive default 0)`,
      `${INGRESS_NGINX_SOURCE} grep so_keepalive|socket_keepalive over rootfs, internal, docs: no hit`,
    ],
  },
] as const satisfies readonly CatalogueEntry[];

const nginxEntry = entryFinder(NGINX);

/** Measured: +143 to +221 ms after the reload (n=67). */
const SHUTDOWN_CLOCK = { earlyMs: 80, lateMs: 500 } as const;

/** After a reload or a stop; a plain nginx has no default and waits for ever. */
export const SHUTDOWN_LIMIT: LimitSpec = limitIfConfigured(
  nginxEntry('nginx-worker-shutdown-timeout'),
  {
    ...SHUTDOWN_CLOCK,
    key: 'worker-shutdown-timeout',
    change: directiveChange('worker_shutdown_timeout', 'main context'),
    event: 'reload',
    effects: ['fin'],
  },
);

const BETWEEN_REQUESTS = ['keepalive-timeout', 'client-header-timeout', 'client-body-timeout'];

export const nginx: HopKind = {
  kind: 'nginx',
  title: 'nginx as a WebSocket proxy',
  engine: 'nginx',
  lazyMs: NGINX_LAZY_MS,
  part: 'nginx',
  role: 'ingress',
  carries: ['ws', 'wss'],
  terminates: 'yes',
  speaks: ['tcp', 'tls', 'http'],
  catalogue: ['nginx-'],
  limits: [
    ...UPGRADED_LIMITS,
    limitFrom(nginxHttpEntry('nginx-http-send-timeout'), {
      ...NGINX_CLOCK,
      key: 'send-timeout',
      change: directiveChange('send_timeout', 'location'),
      // FIN by default; RST with reset_timedout_connection on. Never a close_notify.
      effects: ['fin', 'rst'],
      onlyFor: ['ws', 'wss'],
    }),
    SHUTDOWN_LIMIT,
  ],
  inert: ['proxy-connect-timeout', ...BETWEEN_REQUESTS],
  alsoKnown: [
    {
      setting: 'keepalive_timeout',
      afterMs: 75_000,
      axis: 'idle',
      reference: 'nginx ngx_http_core_module.c',
      isVerified: true,
    },
  ],
  watch: { names: /nginx/i, onIngress: 'reload', onConfigMap: 'reload' },
};
