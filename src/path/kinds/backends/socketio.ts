import { type CatalogueEntry, entryFinder, UPGRADED } from '../../catalogue/entry.ts';
import type { Family } from '../../family.ts';
import type { HopKind } from '../../hop-kind.ts';
import { limitFrom } from '../../limit-from.ts';
import { POLITE, STOP } from './pod.ts';

/** Socket.IO. */
const SOCKETIO = [
  {
    id: 'socketio-ping',
    hop: 'pod',
    component: 'socket.io / engine.io 6.6.12',
    setting: 'pingInterval, pingTimeout, upgradeTimeout',
    configuredIn: [{ where: 'server option', key: 'pingInterval, pingTimeout, upgradeTimeout' }],
    default: '25000 / 20000 / 10000 ms',
    defaultMs: 45_000,
    kind: 'probe',
    measures:
      'server pings every 25 s; no pong in 20 s -> "ping timeout". An event-loop stall of 20 s in the load generator looks like a network drop',
    resetBy: {
      clientBytes: 'partly',
      serverBytes: 'partly',
      tcpKeepalive: 'no',
      webSocketPing: 'partly',
      note: 'client bytes: pong; server bytes: ping; WebSocket ping: own heartbeat',
    },
    endsAs: { ws: 'engine.io close, reason "ping timeout" / "transport close"' },
    appliesTo: UPGRADED,
    verified: 'source',
    verifiedNote: 'source (server defaults)',
    sources: ['npm engine.io 6.6.12 build/server.js:48-50'],
  },
] as const satisfies readonly CatalogueEntry[];

const socketioEntry = entryFinder(SOCKETIO);

const socketio: HopKind = {
  kind: 'socketio',
  title: 'pods with a Socket.IO (engine.io) server',
  role: 'backend',
  terminates: 'yes',
  speaks: ['tcp', 'tls', 'http', 'websocket'],
  catalogue: ['socketio-'],
  limits: [
    limitFrom(socketioEntry('socketio-ping'), {
      ...POLITE,
      key: 'ping-timeout',
      setting: 'pingInterval + pingTimeout',
      // Only the pong of the client counts, and the engine answers no ping of another protocol.
      resetBy: 'bytes-to-backend',
    }),
    ...STOP,
  ],
};

export const socketioFamily: Family = { kinds: [socketio], catalogue: SOCKETIO };
