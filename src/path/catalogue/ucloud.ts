import { type CatalogueEntry, EVERY_CARRIAGE, PACKETS_RESET } from './entry.ts';

/** UCloud. */
export const UCLOUD = [
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
