import {
  type CatalogueEntry,
  EVERY_CARRIAGE,
  PACKETS_RESET,
  PAYLOAD_RESETS,
  UPGRADED,
} from './entry.ts';

/** Data planes that replace kube-proxy. */
export const CNI = [
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
  {
    id: 'cilium-gateway-http-timeouts',
    hop: 'gateway',
    component: 'Cilium Ingress/Gateway (Envoy)',
    setting: 'http-request-timeout, http-idle-timeout, http-stream-idle-timeout',
    configuredIn: [
      { where: 'agent flag', key: 'http-request-timeout' },
      { where: 'agent flag', key: 'http-idle-timeout' },
      { where: 'agent flag', key: 'http-stream-idle-timeout' },
    ],
    default: '3600 s / 0 / 300 s',
    defaultMs: 300_000,
    kind: 'idle-bidirectional',
    measures: 'Envoy route timeout / stream idle timeout',
    resetBy: PAYLOAD_RESETS,
    endsAs: { tcp: 'close', ws: '1006' },
    appliesTo: UPGRADED,
    verified: 'documentation',
    verifiedNote: 'documentation (values)',
    sources: [
      'github.com/cilium/cilium Documentation/cmdref/cilium-agent.md',
      'quoted in a public repository: (http-stream-idle-timeout:300)',
    ],
  },
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
