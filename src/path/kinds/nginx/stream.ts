import {
  type CatalogueEntry,
  entryFinder,
  NOTHING_RESETS,
  PAYLOAD_RESETS,
} from '../../catalogue/entry.ts';
import { NGINX_SOURCE } from '../../catalogue/sources.ts';
import type { HopKind } from '../../hop-kind.ts';
import { limitFrom } from '../../limit-from.ts';
import { NGINX_CLOCK, NGINX_LAZY_MS } from './clock.ts';
import { directiveChange } from './directive.ts';
import { SHUTDOWN_LIMIT } from './nginx.ts';

/** nginx's stream side. */
export const NGINX_STREAM = [
  {
    id: 'nginx-stream-proxy-timeout',
    hop: 'ingress',
    component: 'nginx stream proxy',
    setting: 'proxy_timeout',
    configuredIn: [{ where: 'nginx stream directive', key: 'proxy_timeout' }],
    default: '10m',
    defaultMs: 600_000,
    kind: 'idle-bidirectional',
    measures:
      "One timer (on the client connection's write event) re-armed after every read/write pass in either direction",
    resetBy: {
      ...PAYLOAD_RESETS,
      note: 'client bytes: measured; server bytes: measured; TCP keep-alive: measured',
    },
    endsAs: {
      tcp: 'FIN to both sides',
      tls: 'passthrough: bare FIN; if nginx terminates TLS in stream: close_notify then FIN',
      ws: '1006',
      log: 'INFO "connection timed out (110: Connection timed out) while proxying connection"; stream access log status 200',
    },
    appliesTo: ['tcp', 'ws', 'wss-passthrough'],
    verified: 'measured',
    verifiedNote: 'measured, and read in the source',
    sources: [
      `${NGINX_SOURCE} src/stream/ngx_stream_proxy_module.c ngx_stream_proxy_process / _process_connection`,
      'measured (nginx 1.22.1 / HAProxy 2.6.12, kernel 6.18): stream cases',
    ],
    notes:
      'A blocked reader does not stop the timer: with a client that never reads, the session still ended at 4.00 s; the FIN sits behind the unread data. A pass that happens re-arms the timer even if nothing moved.',
  },
  {
    id: 'nginx-stream-proxy-connect-timeout',
    hop: 'ingress',
    component: 'nginx stream proxy',
    setting: 'proxy_connect_timeout',
    configuredIn: [{ where: 'nginx stream directive', key: 'proxy_connect_timeout' }],
    default: '60s',
    defaultMs: 60_000,
    kind: 'connect',
    measures: 'connect to backend',
    resetBy: NOTHING_RESETS,
    endsAs: { tcp: 'FIN/RST to client without data' },
    appliesTo: ['tcp', 'wss-passthrough'],
    verified: 'source',
    sources: [`${NGINX_SOURCE} src/stream/ngx_stream_proxy_module.c`],
  },
  {
    id: 'nginx-stream-half-close',
    hop: 'ingress',
    component: 'nginx stream proxy',
    setting: 'proxy_half_close',
    configuredIn: [{ where: 'nginx stream directive', key: 'proxy_half_close' }],
    default: 'off',
    defaultMs: null,
    kind: 'modifier',
    measures:
      'When off (default), EOF from one side ends the whole session once buffered data is flushed; half-closed connections do not survive.',
    resetBy: NOTHING_RESETS,
    endsAs: { tcp: 'FIN both sides' },
    appliesTo: ['tcp'],
    versions: '1.21.4 per nginx documentation (not re-read)',
    verified: 'source',
    sources: [
      `${NGINX_SOURCE} src/stream/ngx_stream_proxy_module.c ngx_stream_proxy_test_finalize`,
    ],
  },
] as const satisfies readonly CatalogueEntry[];

const nginxStreamEntry = entryFinder(NGINX_STREAM);

export const nginxStream: HopKind = {
  kind: 'nginx-stream',
  engine: 'nginx',
  lazyMs: NGINX_LAZY_MS,
  part: 'nginx-stream',
  title: 'nginx as a TCP proxy (stream module)',
  role: 'load-balancer',
  terminates: 'yes',
  speaks: ['tcp'],
  catalogue: ['nginx-stream-', 'nginx-worker-', 'nginx-so-'],
  limits: [
    limitFrom(nginxStreamEntry('nginx-stream-proxy-timeout'), {
      ...NGINX_CLOCK,
      key: 'proxy-timeout',
      change: directiveChange('proxy_timeout', 'server of the stream block'),
      effects: ['fin'],
    }),
    SHUTDOWN_LIMIT,
  ],
  inert: ['proxy-connect-timeout'],
};
