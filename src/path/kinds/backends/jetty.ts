import {
  type CatalogueEntry,
  entryFinder,
  PAYLOAD_RESETS,
  UPGRADED,
} from '../../catalogue/entry.ts';
import type { Family } from '../../family.ts';
import type { HopKind } from '../../hop-kind.ts';
import { limitIfConfigured } from '../../limit-from.ts';
import { POLITE, STOP } from './pod.ts';

/** Jetty. */
const JETTY = [
  {
    id: 'jetty-ws-idle',
    hop: 'pod',
    component: 'Jetty WebSocket',
    setting: 'idleTimeout',
    configuredIn: [{ where: 'API', key: 'Session.setIdleTimeout / WebSocketPolicy' }],
    default: 'not established',
    defaultMs: null,
    kind: 'idle-bidirectional',
    measures: 'not established',
    resetBy: PAYLOAD_RESETS,
    endsAs: {},
    appliesTo: UPGRADED,
    verified: 'unverified',
    verifiedNote: 'NOT verified',
    sources: ['no source read: general knowledge'],
  },
] as const satisfies readonly CatalogueEntry[];

const jettyEntry = entryFinder(JETTY);

const jetty: HopKind = {
  kind: 'jetty',
  title: 'pods with a Jetty WebSocket server',
  role: 'backend',
  terminates: 'yes',
  speaks: ['tcp', 'tls', 'http', 'websocket'],
  catalogue: ['jetty-'],
  limits: [
    limitIfConfigured(jettyEntry('jetty-ws-idle'), { ...POLITE, key: 'idle-timeout' }),
    ...STOP,
  ],
};

export const jettyFamily: Family = { kinds: [jetty], catalogue: JETTY };
