import { type CatalogueEntry, EVERY_CARRIAGE, PACKETS_RESET, UPGRADED } from './entry.ts';

/** What stands on the client's side: corporate proxies and NAT. */
export const CLIENT_SIDE = [
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
  {
    id: 'nat-rfc5382',
    hop: 'client-nat',
    component: 'Home / carrier NAT',
    setting: 'TCP established mapping timer',
    configuredIn: [{ where: 'RFC', key: 'RFC 5382 REQ-5' }],
    default: '>= 7440 s (2 h 4 min) required; real devices are often shorter',
    defaultMs: 7_440_000,
    kind: 'idle-bidirectional',
    measures: 'idle TCP mapping; after expiry the mapping is gone',
    resetBy: PACKETS_RESET,
    endsAs: {
      tcp: 'silent drop, or RST from the NAT for outbound packets',
      ws: 'no event until the next send',
    },
    appliesTo: EVERY_CARRIAGE,
    verified: 'unverified',
    verifiedNote: 'value via secondary text; measured studies NOT found',
    sources: ['public code quoting "2 hours 4 minutes, as per RFC 5382 section 5"'],
  },
] as const satisfies readonly CatalogueEntry[];
