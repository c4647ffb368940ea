import { type CatalogueEntry, EVERY_CARRIAGE, PACKETS_RESET } from './entry.ts';

/** Tencent Cloud. */
export const TENCENT = [
  {
    id: 'tencent-clb-idle',
    hop: 'cloud-lb',
    component: 'Tencent Cloud CLB TCP listener',
    setting: 'IdleConnectTimeout',
    configuredIn: [{ where: 'Terraform tencentcloud_clb_listener', key: 'idle_connect_timeout' }],
    default: '900 s (UDP 300 s)',
    defaultMs: 900_000,
    range: '10-900 s shared/dedicated; 10-1980 s LCU instances',
    rangeMs: [10_000, 1_980_000],
    kind: 'idle-bidirectional',
    measures: 'idle connection of a TCP/UDP listener',
    resetBy: PACKETS_RESET,
    endsAs: { tcp: 'not established' },
    appliesTo: EVERY_CARRIAGE,
    verified: 'documentation',
    verifiedNote: 'documentation (values)',
    sources: ['terraform-provider-tencentcloud docs clb_listener (quoted in a public repository)'],
  },
] as const satisfies readonly CatalogueEntry[];
