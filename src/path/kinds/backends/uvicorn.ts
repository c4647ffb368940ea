import { type CatalogueEntry, entryFinder, UPGRADED } from '../../catalogue/entry.ts';
import type { Family } from '../../family.ts';
import type { HopKind } from '../../hop-kind.ts';
import { limitFrom } from '../../limit-from.ts';
import { POLITE, STOP } from './pod.ts';

/** Python servers. */
const UVICORN = [
  {
    id: 'gunicorn-uvicorn',
    hop: 'pod',
    component: 'gunicorn / uvicorn',
    setting: 'timeout, graceful_timeout, ws_ping_interval, ws_ping_timeout',
    configuredIn: [
      { where: 'gunicorn', key: '--timeout, --graceful-timeout' },
      { where: 'uvicorn', key: '--ws-ping-interval, --ws-ping-timeout' },
    ],
    default:
      'from memory: 30 / 30 / 20 / 20 s; the "websockets" library documents ping 20 s + 20 s',
    defaultMs: 20_000,
    kind: 'probe',
    measures: 'python websockets: ping every 20 s, no pong in 20 s -> connection considered broken',
    resetBy: {
      clientBytes: 'partly',
      serverBytes: 'partly',
      tcpKeepalive: 'no',
      webSocketPing: 'partly',
      note: 'client bytes: pong; server bytes: ping; WebSocket ping: own heartbeat',
    },
    endsAs: { ws: 'close 1011 keepalive ping timeout (not re-read)' },
    appliesTo: UPGRADED,
    verified: 'unverified',
    verifiedNote: 'doc for the websockets library; gunicorn/uvicorn NOT verified',
    sources: ['https://websockets.readthedocs.io/en/10.1/topics/timeouts.html'],
  },
] as const satisfies readonly CatalogueEntry[];

const uvicornEntry = entryFinder(UVICORN);

const uvicorn: HopKind = {
  kind: 'uvicorn',
  title: 'pods with a Python server on uvicorn or websockets',
  role: 'backend',
  terminates: 'yes',
  speaks: ['tcp', 'tls', 'http', 'websocket'],
  catalogue: ['gunicorn-'],
  limits: [
    limitFrom(uvicornEntry('gunicorn-uvicorn'), {
      ...POLITE,
      key: 'ping-timeout',
      setting: 'ws_ping_interval + ws_ping_timeout',
      // 20 s between pings and 20 s for the pong.
      defaultMs: 40_000,
      resetBy: 'bytes-to-backend',
    }),
    ...STOP,
  ],
};

export const uvicornFamily: Family = { kinds: [uvicorn], catalogue: UVICORN };
