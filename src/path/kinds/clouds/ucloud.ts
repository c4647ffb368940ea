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

/** UCloud. */
const UCLOUD = [
  {
    id: 'ucloud-clb-idle',
    hop: 'cloud-lb',
    component: 'UCloud CLB',
    setting: 'connection idle timeout',
    configuredIn: [{ where: 'listener', key: 'idle timeout' }],
    default: '60 s',
    defaultMs: 60_000,
    kind: 'idle-bidirectional',
    measures: 'no packet for N s, request-proxy TCP/HTTP modes',
    resetBy: PACKETS_RESET,
    endsAs: { tcp: 'closed' },
    appliesTo: EVERY_CARRIAGE,
    verified: 'documentation',
    sources: ['https://ucloud-global.com/en/docs/ulb/clb/faq/design/idletimeout'],
  },
] as const satisfies readonly CatalogueEntry[];

const ucloudEntry = entryFinder(UCLOUD);

const ucloudClb: HopKind = {
  kind: 'ucloud-clb',
  title: 'UCloud CLB in request-proxy mode',
  role: 'load-balancer',
  terminates: 'yes',
  speaks: ['tcp', 'tls', 'http'],
  catalogue: ['ucloud-'],
  limits: [
    limitFrom(ucloudEntry('ucloud-clb-idle'), {
      key: 'idle-timeout',
      effects: ['fin', 'rst', 'close-notify'],
    }),
  ],
};

export const ucloudFamily: Family = {
  kinds: [ucloudClb],
  catalogue: UCLOUD,
  balancers: {
    name: 'UCloud',
    claims: ({ annotations }) =>
      hasPrefix(annotations, ['service.beta.kubernetes.io/ucloud-load-balancer-']),
    balancerOf: () => ({ kind: 'ucloud-clb', isDirect: false }),
  },
};
