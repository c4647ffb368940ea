import { type CatalogueEntry, EVERY_CARRIAGE, entryFinder } from '../../catalogue/entry.ts';
import type { Family } from '../../family.ts';
import type { HopKind } from '../../hop-kind.ts';
import { limitFrom } from '../../limit-from.ts';
import { WHOLE_SECONDS } from '../../notation.ts';
import { hasPrefix } from '../../ownership.ts';
import { annotation } from '../../place.ts';

/** Oracle Cloud. */
const ORACLE = [
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

const oracleEntry = entryFinder(ORACLE);

const IDLE = annotation(
  'balancer',
  'service.beta.kubernetes.io/oci-load-balancer-connection-idle-timeout',
  { notation: WHOLE_SECONDS },
);

/** For HTTP and WebSocket it has one clock per direction, so one-way traffic is not enough. */
const ociLb: HopKind = {
  kind: 'oci-lb',
  title: 'Oracle Cloud Load Balancer',
  role: 'load-balancer',
  terminates: 'yes',
  speaks: ['tcp', 'tls', 'http'],
  catalogue: ['oci-'],
  limits: [
    limitFrom(oracleEntry('oci-lb-idle'), {
      key: 'idle-timeout',
      place: IDLE,
      resetBy: 'bytes-to-backend',
      effects: ['fin', 'close-notify', 'rst'],
    }),
    limitFrom(oracleEntry('oci-lb-idle'), {
      key: 'idle-timeout-to-client',
      place: IDLE,
      setting: 'idle timeout (to the client)',
      resetBy: 'bytes-to-client',
      effects: ['fin', 'close-notify', 'rst'],
    }),
  ],
};

export const oracleFamily: Family = {
  kinds: [ociLb],
  catalogue: ORACLE,
  balancers: {
    name: 'Oracle Cloud',
    claims: ({ annotations }) =>
      hasPrefix(annotations, [
        'service.beta.kubernetes.io/oci-',
        'oci.oraclecloud.com/',
        'oci-network-load-balancer.',
      ]),
    cluster: {
      providerIds: ['oci://', 'ocid1.instance.'],
      nodeLabels: ['oci.oraclecloud.com/', 'oke.oraclecloud.com/'],
      provisioners: ['blockvolume.csi.oraclecloud.com'],
    },
    balancerOf: () => ({ kind: 'oci-lb', isDirect: false }),
  },
};
