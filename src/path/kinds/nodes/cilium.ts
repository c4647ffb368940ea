import {
  type CatalogueEntry,
  EVERY_CARRIAGE,
  entryFinder,
  PACKETS_RESET,
} from '../../catalogue/entry.ts';
import type { Family } from '../../family.ts';
import type { HopKind } from '../../hop-kind.ts';
import { limitFrom } from '../../limit-from.ts';
import { GO_DURATION } from '../../notation.ts';
import { EXPIRY } from './expiry.ts';
import { durationSetting } from './kube-proxy-config.ts';

/** Cilium in place of kube-proxy. */
const CILIUM = [
  {
    id: 'cilium-ct-tcp',
    hop: 'cni',
    component: 'Cilium (kube-proxy replacement)',
    setting: 'bpf-ct-timeout-regular-tcp, bpf-ct-timeout-service-tcp',
    configuredIn: [
      { where: 'cilium-config / agent flag', key: 'bpf-ct-timeout-regular-tcp' },
      { where: 'cilium-config / agent flag', key: 'bpf-ct-timeout-service-tcp' },
      { where: 'cilium-config / agent flag', key: 'bpf-ct-timeout-service-tcp-grace' },
    ],
    default:
      '8000 s (2h13m20s) in current versions; 21600 s (6h) in 1.9-era and on ACK; grace 60 s',
    defaultMs: 8_000_000,
    kind: 'idle-bidirectional',
    measures: 'BPF conntrack entry of an established (service) connection',
    resetBy: PACKETS_RESET,
    endsAs: {
      tcp: 'not measured; service entry gone -> backend re-selected, RST from another pod likely',
    },
    appliesTo: EVERY_CARRIAGE,
    verified: 'documentation',
    verifiedNote: 'documentation (values)',
    sources: [
      'configuration quoted in a public repository (8000 s); ACK documentation page (6 h)',
      'github.com/cilium/cilium Documentation/cmdref/cilium-agent.md (old commit, 6h)',
    ],
    notes:
      '8000 s < 10800 s: a connection that the ingress would keep idle for 3 h loses its entry at 2h13m.',
  },
] as const satisfies readonly CatalogueEntry[];

const ciliumEntry = entryFinder(CILIUM);

const TIMEOUT = 'bpf-ct-timeout-service-tcp';

const cilium: HopKind = {
  kind: 'cilium',
  title: 'Cilium in place of kube-proxy',
  role: 'nat',
  terminates: 'no',
  speaks: [],
  catalogue: ['cilium-ct-'],
  limits: [
    limitFrom(ciliumEntry('cilium-ct-tcp'), {
      ...EXPIRY,
      key: 'ct-timeout',
      change: (ms) => ({
        where: 'data of the ConfigMap cilium-config',
        key: TIMEOUT,
        text: [`${TIMEOUT}: "${GO_DURATION.write(ms)}"`],
        manifest: { kind: 'ConfigMap', name: 'cilium-config', under: ['data'] },
      }),
      setting: TIMEOUT,
    }),
  ],
  node: {
    claim: (inventory) => {
      const config = inventory.of('ConfigMap').find(({ name }) => name === 'cilium-config');
      const data = config?.root.get('data');
      const field = data?.get('kube-proxy-replacement');
      if (field === undefined || !['true', 'strict'].includes(field.text ?? '')) return undefined;
      return { field, settings: durationSetting(data?.get(TIMEOUT), 'ct-timeout') };
    },
  },
};

export const ciliumFamily: Family = { kinds: [cilium], catalogue: CILIUM };
