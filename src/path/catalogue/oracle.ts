import { type CatalogueEntry, EVERY_CARRIAGE } from './entry.ts';

/** Oracle Cloud. */
export const ORACLE = [
  {
    id: 'oci-lb-idle',
    hop: 'cloud-lb',
    component: 'Oracle Cloud LB',
    setting: 'idle timeout',
    configuredIn: [{ where: 'listener', key: 'idleTimeout' }],
    default: '300 s TCP, 60 s HTTP',
    defaultMs: 300_000,
    range: 'up to 7200 s',
    kind: 'idle-directional',
    measures:
      'time between two receives or two sends. For HTTP and WebSocket connections a send does NOT reset the receive timer and vice versa: one-way traffic is not enough',
    resetBy: {
      clientBytes: 'partly',
      serverBytes: 'partly',
      tcpKeepalive: 'no',
      webSocketPing: 'yes',
      note: 'client bytes: resets only the receive-from-client side; server bytes: resets only the send-to-client side; WebSocket ping: in its direction',
    },
    endsAs: { tcp: 'closed by the LB' },
    appliesTo: EVERY_CARRIAGE,
    verified: 'documentation',
    sources: [
      'https://docs.cloud.oracle.com/ja-jp/iaas/Content/Balance/Reference/connectionreuse.htm',
    ],
  },
] as const satisfies readonly CatalogueEntry[];
