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

/** Calico with its eBPF data plane. */
const CALICO = [
  {
    id: 'calico-ebpf-ct',
    hop: 'cni',
    component: 'Calico eBPF data plane',
    setting: 'BPFConntrackTimeouts.TCPEstablished',
    configuredIn: [
      {
        where: 'FelixConfiguration',
        key: 'bpfConntrackTimeouts (TCPEstablished, TCPFinsSeen, TCPResetSeen, TCPSynSent, ...); value "Auto" copies the Linux sysctl',
      },
    ],
    default: '1h (TCPFinsSeen 30s, TCPResetSeen 40s, TCPSynSent 20s); scan every 10 s',
    defaultMs: 3_600_000,
    kind: 'idle-bidirectional',
    measures: 'BPF conntrack entry',
    resetBy: PACKETS_RESET,
    endsAs: { tcp: 'not measured; entry gone -> NAT lost, RST or silence as for conntrack' },
    appliesTo: EVERY_CARRIAGE,
    verified: 'source',
    sources: ['github.com/projectcalico/calico@245d235f felix/bpf/conntrack/timeouts/timeouts.go'],
    notes: 'CRD field name not re-read.',
  },
] as const satisfies readonly CatalogueEntry[];

const calicoEntry = entryFinder(CALICO);

const calicoEbpf: HopKind = {
  kind: 'calico-ebpf',
  title: 'Calico with its eBPF data plane',
  role: 'nat',
  terminates: 'no',
  speaks: [],
  catalogue: ['calico-ebpf-'],
  limits: [
    limitFrom(calicoEntry('calico-ebpf-ct'), {
      ...EXPIRY,
      key: 'tcp-established',
      change: (ms) => ({
        where: 'spec of the FelixConfiguration default',
        key: 'bpfConntrackTimeouts.tcpEstablished',
        text: ['bpfConntrackTimeouts:', `  tcpEstablished: ${GO_DURATION.write(ms)}`],
        manifest: { kind: 'FelixConfiguration', name: 'default', under: ['spec'] },
      }),
      setting: 'BPFConntrackTimeouts.TCPEstablished',
      // Its sweep runs every 10 s.
      lateMs: 11_000,
    }),
  ],
  node: {
    claim: (inventory) => {
      const config = inventory.of('FelixConfiguration').find(({ name }) => name === 'default');
      const spec = config?.root.get('spec');
      const field = spec?.get('bpfEnabled');
      if (field === undefined || field.value !== true) return undefined;
      const timeout = spec?.get('bpfConntrackTimeouts').get('tcpEstablished');
      return { field, settings: durationSetting(timeout, 'tcp-established') };
    },
  },
};

export const calicoFamily: Family = {
  kinds: [calicoEbpf],
  catalogue: CALICO,
  objects: { FelixConfiguration: ['crd.projectcalico.org', 'projectcalico.org'] },
};
