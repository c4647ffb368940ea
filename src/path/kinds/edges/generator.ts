import {
  type CatalogueEntry,
  EVERY_CARRIAGE,
  NOTHING_RESETS,
  UPGRADED,
} from '../../catalogue/entry.ts';
import type { Family } from '../../family.ts';
import type { HopKind } from '../../hop-kind.ts';

/** The client itself: Node.js and its libraries. */
const CLIENT = [
  {
    id: 'undici-client',
    hop: 'client',
    component: 'undici 7.30.2',
    setting: 'keepAliveTimeout, headersTimeout, bodyTimeout, connectTimeout',
    configuredIn: [
      {
        where: 'Client option',
        key: 'keepAliveTimeout 4 s default; connectTimeout/headersTimeout/bodyTimeout not re-read',
      },
    ],
    default: '4 s keep-alive',
    defaultMs: 4_000,
    kind: 'idle-directional',
    measures:
      "HTTP pooling in the tool's own admin/metrics calls; its WebSocket class sets no idle timeout (no timeout keyword in lib/web/websocket)",
    resetBy: NOTHING_RESETS,
    endsAs: {},
    appliesTo: ['http-keepalive'],
    verified: 'source',
    sources: ['npm undici 7.30.2 lib/dispatcher/client.js:253'],
  },
  {
    id: 'client-node-rst-as-end',
    hop: 'client',
    component: 'Node.js v20 net.Socket (libuv)',
    setting: 'RST reported as clean end',
    configuredIn: [],
    default: 'n/a',
    defaultMs: null,
    kind: 'observability',
    measures:
      'If unread data is queued when the RST arrives (data and RST in the same poll, or a paused reader) Node often emits "end" and close(hadError=false), exactly like a FIN. Idle sockets are reported correctly.',
    resetBy: NOTHING_RESETS,
    endsAs: {
      tcp: 'measured, 20 runs each: idle RST -> ECONNRESET 20/20; 10 bytes then RST -> "end" 11/20; 200 kB then RST -> "end" 12/20; paused reader + RST -> "end" 14/20; 200 ms gap before RST -> ECONNRESET 20/20',
    },
    appliesTo: EVERY_CARRIAGE,
    verified: 'measured',
    sources: ['measured (nginx 1.22.1 / HAProxy 2.6.12, kernel 6.18)'],
    notes:
      'A soak tool must treat "FIN within the same tick as data" as ambiguous and must not pause sockets.',
  },
  {
    id: 'client-ws-hides-econnreset',
    hop: 'client',
    component: 'ws (npm) 8.23.0 client',
    setting: 'socket errors after open',
    configuredIn: [{ where: 'library', key: 'socketOnError' }],
    default: 'n/a',
    defaultMs: null,
    kind: 'observability',
    measures:
      'After open the library swallows socket errors: only close 1006 is emitted, for FIN, RST and local ETIMEDOUT alike. To see error.code supply the socket through the createConnection option and listen on it.',
    resetBy: NOTHING_RESETS,
    endsAs: {
      ws: '1006 in every abnormal case (measured: read time-out, reload, SIGKILL of nginx, send_timeout RST)',
    },
    appliesTo: UPGRADED,
    verified: 'measured',
    verifiedNote: 'measured, and read in the source',
    sources: ['measured (nginx 1.22.1 / HAProxy 2.6.12, kernel 6.18)'],
  },
  {
    id: 'client-tls-close-notify-detect',
    hop: 'client',
    component: 'Node.js v20 tls',
    setting: 'detecting close_notify',
    configuredIn: [
      {
        where: 'API',
        key: 'raw = net.connect(); tls.connect({socket: raw}); compare raw.bytesRead at the last "data" and at "end"',
      },
    ],
    default: 'n/a',
    defaultMs: null,
    kind: 'observability',
    measures:
      'difference 24 bytes (TLS 1.3, AES-GCM record with an alert) or 31 bytes (TLS 1.2 GCM) = close_notify arrived; 0 = bare FIN. TLSSocket.bytesRead does not show it. A proxied 2-byte WebSocket frame has the same size but produces a "data" event.',
    resetBy: NOTHING_RESETS,
    endsAs: {
      tls: 'measured against python ssl and against nginx: proxy_read_timeout -> 31 (close_notify), reload + worker_shutdown_timeout -> 0',
    },
    appliesTo: ['wss-terminated'],
    verified: 'measured',
    sources: ['measured (nginx 1.22.1 / HAProxy 2.6.12, kernel 6.18)'],
  },
] as const satisfies readonly CatalogueEntry[];

/** The load generator: the start of every path. It ends nothing by itself. */
const generator: HopKind = {
  kind: 'generator',
  title: 'soak',
  role: 'client',
  terminates: 'no',
  speaks: [],
  limits: [],
};

export const generatorFamily: Family = { kinds: [generator], catalogue: CLIENT };
