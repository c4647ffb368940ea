import { type CatalogueEntry, EVERY_CARRIAGE, PACKETS_RESET } from './entry.ts';

/** Kingsoft Cloud. */
export const KINGSOFT = [
  {
    id: 'ksyun-slb-tcp',
    hop: 'cloud-lb',
    component: 'Kingsoft Cloud SLB',
    setting: 'TCP idle',
    configuredIn: [],
    default: '900 s TCP, 300 s HTTP(S), 120 s UDP',
    defaultMs: 900_000,
    kind: 'idle-bidirectional',
    measures: 'inactive TCP connection (LVS)',
    resetBy: {
      ...PACKETS_RESET,
      note: 'TCP keep-alive: documented advice: tcp_keepalive_time < 900',
    },
    endsAs: {
      tcp: 'RST sent to the client and to the backend at expiry',
      tls: 'no close_notify (LB does not terminate TLS)',
      ws: 'ECONNRESET / 1006',
      http: 'n/a',
    },
    appliesTo: EVERY_CARRIAGE,
    verified: 'documentation',
    sources: ['https://docs.ksyun.com/documents/1150'],
    notes: 'Not configurable.',
  },
] as const satisfies readonly CatalogueEntry[];
