import {
  type CatalogueEntry,
  entryFinder,
  NOTHING_RESETS,
  PAYLOAD_RESETS,
  REQUESTS_RESET,
  UPGRADED,
} from '../../catalogue/entry.ts';
import { INGRESS_NGINX_SOURCE, NGINX_SOURCE } from '../../catalogue/sources.ts';
import type { LimitSpec } from '../../hop-kind.ts';
import { limitFrom } from '../../limit-from.ts';
import type { Verified } from '../../path.ts';
import { NGINX_CLOCK } from './clock.ts';
import { directiveChange } from './directive.ts';

/** How nginx ends an upgraded connection in good order. */
export const UPGRADED_ENDS = {
  tcp: 'FIN',
  tls: 'close_notify alert, then FIN',
  ws: 'no close frame -> client library reports 1006',
  http: '101 already sent; access log keeps status 101',
} as const;

/** nginx's HTTP side: what every nginx-based controller inherits. */
export const NGINX_HTTP = [
  {
    id: 'nginx-http-proxy-read-timeout',
    hop: 'ingress',
    component: 'nginx http proxy (all nginx-based controllers)',
    setting: 'proxy_read_timeout',
    configuredIn: [
      { where: 'nginx directive (http, server, location)', key: 'proxy_read_timeout' },
    ],
    default: '60s',
    defaultMs: 60_000,
    range: 'nginx time; 0 is not "off"',
    kind: 'idle-bidirectional',
    measures:
      'For an upgraded (101) connection: an idle timer on the upstream READ event that nginx re-arms at the end of every pass through ngx_http_upstream_process_upgraded(), whichever side the event came from. So it is in effect "no bytes in EITHER direction for N". For ordinary (not upgraded) responses it is the time between two reads from the upstream.',
    resetBy: {
      ...PAYLOAD_RESETS,
      note: 'client bytes: measured: 10 B/s client->server with a mute server outlived a 4 s timeout by 4x; server bytes: measured; TCP keep-alive: measured: 1 s kernel keepalive probes did not help, closed at 4.00 s; WebSocket ping: nginx does not parse frames, any payload byte counts',
    },
    endsAs: {
      ...UPGRADED_ENDS,
      log: 'error_log at level INFO: "upstream timed out (110: Connection timed out) while proxying upgraded connection". NOT error level: ngx_connection_error() lowers ETIMEDOUT to info because the client connection has log_error=NGX_ERROR_INFO; invisible at notice/warn/error',
    },
    appliesTo: UPGRADED,
    verified: 'measured',
    verifiedNote: 'measured, and read in the source',
    sources: [
      `${NGINX_SOURCE} src/http/ngx_http_upstream.c ngx_http_upstream_process_upgraded (byte-identical from 1.18.0 to 1.31.5, md5 b9629573)`,
      `${NGINX_SOURCE} src/core/ngx_connection.c ngx_connection_error`,
      'measured (nginx 1.22.1, kernel 6.18)',
    ],
    notes:
      'Common descriptions (ingress-nginx annotations docs: "read operation to the backend"; nginx.org from memory, not re-read) speak only of backend silence. The source and the measurement show client->server traffic alone is enough. Timer slack: a re-arm that moves the deadline by <300 ms is skipped (NGX_TIMER_LAZY_DELAY), so expiry may be up to 0.3 s early relative to the last byte.',
  },
  {
    id: 'nginx-http-proxy-send-timeout',
    hop: 'ingress',
    component: 'nginx http proxy (all nginx-based controllers)',
    setting: 'proxy_send_timeout',
    configuredIn: [
      { where: 'nginx directive (http, server, location)', key: 'proxy_send_timeout' },
    ],
    default: '60s',
    defaultMs: 60_000,
    kind: 'write-stall',
    measures:
      'Armed only while the socket to the UPSTREAM is not writable (backend stopped reading and its receive window plus nginx send buffer are full). Idle connections never touch it. Re-armed by every event on the connection while blocked.',
    resetBy: {
      clientBytes: 'partly',
      serverBytes: 'yes',
      tcpKeepalive: 'no',
      webSocketPing: 'partly',
      note: 'client bytes: only if accepted by the upstream socket; server bytes: any event re-runs the function and re-arms; WebSocket ping: same as data',
    },
    endsAs: {
      ...UPGRADED_ENDS,
      log: 'same INFO message "upstream timed out" as proxy_read_timeout: the log cannot tell them apart',
    },
    appliesTo: UPGRADED,
    verified: 'measured',
    verifiedNote: 'measured, and read in the source',
    sources: [
      `${NGINX_SOURCE} src/http/ngx_http_upstream.c (timer added iff upstream->write->active && !ready)`,
      'measured (nginx 1.22.1 / HAProxy 2.6.12, kernel 6.18): "client floods, server does not read"',
    ],
    notes:
      'Raising proxy-send-timeout to 10800 changes nothing for idle WebSockets; it only lets a stuck backend pin a connection for 3 h.',
  },
  {
    id: 'nginx-http-send-timeout',
    hop: 'ingress',
    component: 'nginx http core',
    setting: 'send_timeout',
    configuredIn: [
      { where: 'nginx directive (http, server, location)', key: 'send_timeout' },
      {
        where: 'ingress-nginx',
        key: 'no annotation or ConfigMap key exists; only http-snippet/server-snippet/configuration-snippet',
      },
    ],
    default: '60s',
    defaultMs: 60_000,
    kind: 'write-stall',
    measures: 'Armed only while the socket to the CLIENT is not writable (client stopped reading).',
    resetBy: {
      clientBytes: 'yes',
      serverBytes: 'partly',
      tcpKeepalive: 'no',
      webSocketPing: 'partly',
      note: 'client bytes: any event on the pair re-arms; server bytes: only once the client drains; WebSocket ping: same as data',
    },
    endsAs: {
      tcp: 'with reset_timedout_connection on (ingress-nginx default): RST; otherwise FIN',
      tls: 'no close_notify (quiet shutdown because c->timedout)',
      ws: 'ECONNRESET, 1006',
      http: 'n/a',
      log: 'INFO "client timed out (110: ...) while proxying upgraded connection"',
    },
    appliesTo: UPGRADED,
    verified: 'measured',
    verifiedNote: 'measured, and read in the source',
    sources: [
      `${NGINX_SOURCE} src/http/ngx_http_upstream.c; src/http/ngx_http_request.c ngx_http_free_request (SO_LINGER 0 when connection->timedout)`,
      'measured (nginx 1.22.1 / HAProxy 2.6.12, kernel 6.18): "server floods, client does not read": RST at 3.0 s',
    ],
    notes:
      'The only nginx timeout in a WebSocket tunnel that produces RST. A soak client whose event loop stalls >60 s under a pushing server sees this and will blame the network.',
  },
  {
    id: 'nginx-reset-timedout-connection',
    hop: 'ingress',
    component: 'nginx http core',
    setting: 'reset_timedout_connection',
    configuredIn: [
      { where: 'nginx directive', key: 'reset_timedout_connection' },
      { where: 'ingress-nginx nginx.tmpl line 261', key: 'hard-coded on' },
    ],
    default: 'off in nginx; on in ingress-nginx',
    defaultMs: null,
    kind: 'modifier',
    measures:
      'Turns a close of a connection flagged timedout (client header/body/send timeouts) into RST. Does not apply to proxy_read_timeout/proxy_send_timeout: those do not set c->timedout on the client connection.',
    resetBy: NOTHING_RESETS,
    endsAs: {
      tcp: 'RST instead of FIN for client-side timeouts',
      tls: 'none',
      ws: '1006',
      http: 'n/a',
    },
    appliesTo: UPGRADED,
    verified: 'measured',
    verifiedNote: 'measured, and read in the source',
    sources: [
      `${INGRESS_NGINX_SOURCE} rootfs/etc/nginx/template/nginx.tmpl:261`,
      `${NGINX_SOURCE} src/http/ngx_http_request.c ngx_http_free_request`,
    ],
  },
  {
    id: 'nginx-proxy-connect-timeout',
    hop: 'ingress',
    component: 'nginx http/stream proxy',
    setting: 'proxy_connect_timeout',
    configuredIn: [{ where: 'nginx directive', key: 'proxy_connect_timeout' }],
    default: '60s',
    defaultMs: 60_000,
    range: 'documentation: usually cannot exceed 75 s',
    kind: 'connect',
    measures: 'TCP connect to the backend',
    resetBy: NOTHING_RESETS,
    endsAs: {
      tcp: 'connection kept',
      ws: 'handshake fails',
      http: '504 on the handshake (after proxy_next_upstream tries)',
    },
    appliesTo: ['ws', 'wss-terminated', 'tcp'],
    verified: 'source',
    sources: [`${NGINX_SOURCE} src/http/modules/ngx_http_proxy_module.c (60000)`],
  },
  {
    id: 'nginx-proxy-next-upstream-timeout',
    hop: 'ingress',
    component: 'nginx http proxy',
    setting: 'proxy_next_upstream_timeout',
    configuredIn: [{ where: 'nginx directive', key: 'proxy_next_upstream_timeout' }],
    default: '0 (no limit)',
    defaultMs: 0,
    kind: 'connect',
    measures: 'total time for retries over several backends during the handshake',
    resetBy: NOTHING_RESETS,
    endsAs: { http: '502/504 on the handshake' },
    appliesTo: UPGRADED,
    verified: 'source',
    sources: [`${NGINX_SOURCE} src/http/modules/ngx_http_proxy_module.c`],
  },
  {
    id: 'nginx-client-header-timeout',
    hop: 'ingress',
    component: 'nginx http core',
    setting: 'client_header_timeout',
    configuredIn: [{ where: 'nginx directive', key: 'client_header_timeout' }],
    default: '60s',
    defaultMs: 60_000,
    kind: 'handshake',
    measures: 'time for the whole request header (upgrade request) after accept',
    resetBy: NOTHING_RESETS,
    endsAs: {
      tcp: 'RST in ingress-nginx (reset_timedout_connection on)',
      http: '408 or plain close',
    },
    appliesTo: UPGRADED,
    verified: 'source',
    sources: [`${NGINX_SOURCE} src/http/ngx_http_core_module.c`],
  },
  {
    id: 'nginx-client-body-timeout',
    hop: 'ingress',
    component: 'nginx http core',
    setting: 'client_body_timeout',
    configuredIn: [{ where: 'nginx directive', key: 'client_body_timeout' }],
    default: '60s',
    defaultMs: 60_000,
    kind: 'handshake',
    measures: 'between two reads of a request body; never runs after the upgrade',
    resetBy: NOTHING_RESETS,
    endsAs: { http: '408' },
    appliesTo: [],
    verified: 'source',
    sources: [`${NGINX_SOURCE} src/http/ngx_http_core_module.c`],
    notes: 'Listed so that nobody raises it for WebSockets: it has no effect there.',
  },
  {
    id: 'nginx-keepalive-timeout',
    hop: 'ingress',
    component: 'nginx http core',
    setting: 'keepalive_timeout / keepalive_requests / keepalive_time',
    configuredIn: [
      { where: 'nginx directive', key: 'keepalive_timeout, keepalive_requests, keepalive_time' },
    ],
    default: '75s / 1000 / 1h',
    defaultMs: 75_000,
    kind: 'idle-directional',
    measures:
      'idle HTTP keep-alive between requests. r->keepalive is cleared at the upgrade, so none of the three touches an open WebSocket.',
    resetBy: REQUESTS_RESET,
    endsAs: { tcp: 'FIN' },
    appliesTo: ['http-keepalive'],
    verified: 'source',
    sources: [
      `${NGINX_SOURCE} src/http/ngx_http_upstream.c ngx_http_upstream_upgrade (r->keepalive = 0)`,
    ],
  },
] as const satisfies readonly CatalogueEntry[];

export const nginxHttpEntry = entryFinder(NGINX_HTTP);

const MEASURED: { readonly verified: Verified } = { verified: 'measured' };

/** What every nginx does with an upgraded connection. */
export const UPGRADED_LIMITS: readonly LimitSpec[] = [
  limitFrom(nginxHttpEntry('nginx-http-proxy-read-timeout'), {
    ...NGINX_CLOCK,
    ...MEASURED,
    key: 'proxy-read-timeout',
    change: directiveChange('proxy_read_timeout', 'location'),
    effects: ['close-notify'],
    onlyFor: ['ws', 'wss'],
  }),
  limitFrom(nginxHttpEntry('nginx-http-proxy-send-timeout'), {
    ...NGINX_CLOCK,
    ...MEASURED,
    key: 'proxy-send-timeout',
    change: directiveChange('proxy_send_timeout', 'location'),
    effects: ['close-notify'],
    onlyFor: ['ws', 'wss'],
  }),
];
