import { type CatalogueEntry, NOTHING_RESETS, UPGRADED } from '../../catalogue/entry.ts';
import type { Family } from '../../family.ts';
import type { HopKind } from '../../hop-kind.ts';
import { pod } from './pod.ts';

/** Node.js servers. */
const NODE = [
  {
    id: 'node-http-server-timeouts',
    hop: 'pod',
    component: 'Node.js http server (v20)',
    setting: 'server.timeout, requestTimeout, headersTimeout, keepAliveTimeout',
    configuredIn: [
      {
        where: 'property',
        key: 'server.timeout, server.requestTimeout, server.headersTimeout, server.keepAliveTimeout, connectionsCheckingInterval',
      },
    ],
    default: '0 / 300 s / 60 s / 5 s / 30 s',
    defaultMs: null,
    kind: 'handshake',
    measures:
      'none applies after the upgrade (measured: server.timeout=2000, requestTimeout=2000, headersTimeout=1500 and keepAliveTimeout=1000 did not close an idle ws connection in 6 s)',
    resetBy: NOTHING_RESETS,
    endsAs: { http: '408 before the upgrade' },
    appliesTo: UPGRADED,
    verified: 'measured',
    sources: ['measured (nginx 1.22.1 / HAProxy 2.6.12, kernel 6.18) (node v20.20.2, ws 8.23.0)'],
  },
  {
    id: 'node-ws-lib',
    hop: 'pod',
    component: 'ws (npm) 8.23.0',
    setting: 'closeTimeout, handshakeTimeout; no idle timeout',
    configuredIn: [
      { where: 'option', key: 'closeTimeout' },
      { where: 'option (client)', key: 'handshakeTimeout' },
    ],
    default:
      'closeTimeout 30000 ms; handshakeTimeout unset; no ping by default; socket timeout set to 0',
    defaultMs: 30_000,
    kind: 'drain-after-event',
    measures: 'after a close frame was sent and not answered the socket is destroyed',
    resetBy: NOTHING_RESETS,
    endsAs: { tcp: 'destroyed locally', ws: '1006 if the peer never answered' },
    appliesTo: UPGRADED,
    verified: 'source',
    sources: ['npm ws 8.23.0 lib/websocket.js:268,660,695; websocket-server.js:41'],
  },
] as const satisfies readonly CatalogueEntry[];

/** ws for Node.js closes nothing by itself, and no timeout of Node's HTTP server outlives the upgrade. */
const nodeWs: HopKind = {
  kind: 'node-ws',
  title: 'pods with a Node.js server on ws',
  role: 'backend',
  terminates: 'yes',
  speaks: ['tcp', 'tls', 'http', 'websocket'],
  catalogue: ['node-'],
  limits: pod.limits,
};

export const nodeFamily: Family = { kinds: [nodeWs], catalogue: NODE };
