import {
  type CatalogueEntry,
  EVERY_CARRIAGE,
  entryFinder,
  PACKETS_RESET,
} from '../../catalogue/entry.ts';
import type { Family } from '../../family.ts';
import type { HopKind } from '../../hop-kind.ts';
import { limitFrom } from '../../limit-from.ts';
import { hasPrefix } from '../../ownership.ts';

/** Kingsoft Cloud. */
const KINGSOFT = [
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

const kingsoftEntry = entryFinder(KINGSOFT);

const ksyunSlb: HopKind = {
  kind: 'ksyun-slb',
  title: 'Kingsoft Cloud SLB, TCP listener',
  role: 'load-balancer',
  terminates: 'maybe',
  speaks: ['tcp'],
  catalogue: ['ksyun-'],
  limits: [
    limitFrom(kingsoftEntry('ksyun-slb-tcp'), {
      key: 'established-timeout',
      setting: 'TCP idle',
      effects: ['rst'],
    }),
  ],
};

export const kingsoftFamily: Family = {
  kinds: [ksyunSlb],
  catalogue: KINGSOFT,
  balancers: {
    name: 'Kingsoft Cloud',
    claims: ({ annotations }) =>
      hasPrefix(annotations, ['service.beta.kubernetes.io/ksc-loadbalancer-']),
    balancerOf: () => ({ kind: 'ksyun-slb', isDirect: false }),
  },
};
