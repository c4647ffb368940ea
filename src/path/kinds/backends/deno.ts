import { type CatalogueEntry, entryFinder, UPGRADED } from '../../catalogue/entry.ts';
import type { Family } from '../../family.ts';
import type { HopKind } from '../../hop-kind.ts';
import { limitFrom } from '../../limit-from.ts';
import { POLITE, STOP } from './pod.ts';

/** Deno. */
const DENO = [
  {
    id: 'deno-ws-idle',
    hop: 'pod',
    component: 'Deno.upgradeWebSocket',
    setting: 'idleTimeout',
    configuredIn: [{ where: 'option', key: 'idleTimeout' }],
    default: '30 s',
    defaultMs: 30_000,
    kind: 'probe',
    measures: 'ping; no pong in time -> closed',
    resetBy: {
      clientBytes: 'partly',
      serverBytes: 'no',
      tcpKeepalive: 'no',
      webSocketPing: 'partly',
      note: 'client bytes: pong; WebSocket ping: own heartbeat',
    },
    endsAs: { ws: 'close + error' },
    appliesTo: UPGRADED,
    verified: 'documentation',
    sources: ['https://docs.deno.com/api/deno/~/Deno.UpgradeWebSocketOptions.idleTimeout'],
  },
] as const satisfies readonly CatalogueEntry[];

const denoEntry = entryFinder(DENO);

const deno: HopKind = {
  kind: 'deno',
  title: 'pods with Deno.upgradeWebSocket',
  role: 'backend',
  terminates: 'yes',
  speaks: ['tcp', 'tls', 'http', 'websocket'],
  catalogue: ['deno-'],
  limits: [
    limitFrom(denoEntry('deno-ws-idle'), {
      ...POLITE,
      key: 'idle-timeout',
      resetBy: 'bytes-to-backend',
    }),
    ...STOP,
  ],
};

export const denoFamily: Family = { kinds: [deno], catalogue: DENO };
