import { type CatalogueEntry, entryFinder, UPGRADED } from '../../catalogue/entry.ts';
import type { Family } from '../../family.ts';
import type { HopKind } from '../../hop-kind.ts';
import { limitIfConfigured } from '../../limit-from.ts';

/** IBM WebSEAL. */
const WEBSEAL = [
  {
    id: 'ibm-webseal-ws',
    hop: 'client-nat',
    component: 'IBM WebSEAL (corporate reverse proxy example)',
    setting: 'clt-read-inactive-timeout',
    configuredIn: [
      {
        where: 'WebSEAL [websocket] stanza',
        key: 'clt-read-inactive-timeout, srv-read-inactive-timeout',
      },
    ],
    default: 'not re-read',
    defaultMs: null,
    kind: 'idle-directional',
    measures:
      'seconds without data FROM the client (separate entry for the server): one-way traffic is not enough',
    resetBy: {
      clientBytes: 'yes',
      serverBytes: 'no',
      tcpKeepalive: 'no',
      webSocketPing: 'yes',
      note: 'WebSocket ping: client frames',
    },
    endsAs: { tcp: 'closed' },
    appliesTo: UPGRADED,
    verified: 'documentation',
    sources: ['https://www.ibm.com/docs/en/sva/11.0.3?topic=stanza-clt-read-inactive-timeout'],
  },
] as const satisfies readonly CatalogueEntry[];

const websealEntry = entryFinder(WEBSEAL);

const webseal: HopKind = {
  kind: 'webseal',
  title: 'IBM WebSEAL, a corporate reverse proxy',
  role: 'load-balancer',
  carries: ['ws', 'wss'],
  terminates: 'yes',
  speaks: ['tcp', 'tls', 'http'],
  catalogue: ['ibm-webseal-'],
  limits: [
    limitIfConfigured(websealEntry('ibm-webseal-ws'), {
      key: 'clt-read-inactive-timeout',
      resetBy: 'bytes-to-backend',
      effects: ['fin', 'close-notify'],
    }),
    limitIfConfigured(websealEntry('ibm-webseal-ws'), {
      key: 'srv-read-inactive-timeout',
      setting: 'srv-read-inactive-timeout',
      resetBy: 'bytes-to-client',
      effects: ['fin', 'close-notify'],
    }),
  ],
};

export const websealFamily: Family = { kinds: [webseal], catalogue: WEBSEAL };
