import {
  type CatalogueEntry,
  EVERY_CARRIAGE,
  entryFinder,
  NOTHING_RESETS,
  PACKETS_RESET,
} from '../../catalogue/entry.ts';
import type { Family } from '../../family.ts';
import type { HopKind } from '../../hop-kind.ts';
import { limitFrom } from '../../limit-from.ts';
import { EXPIRY } from './expiry.ts';
import { kubeProxyChange, kubeProxyOf } from './kube-proxy-config.ts';

/** kube-proxy in its modes. */
const KUBE_PROXY = [
  {
    id: 'kube-proxy-conntrack-established',
    hop: 'kube-proxy',
    component: 'kube-proxy',
    setting: '--conntrack-tcp-timeout-established',
    configuredIn: [
      { where: 'flag', key: '--conntrack-tcp-timeout-established' },
      { where: 'KubeProxyConfiguration', key: 'conntrack.tcpEstablishedTimeout' },
    ],
    default: '24h',
    defaultMs: 86_400_000,
    kind: 'idle-bidirectional',
    measures: 'writes nf_conntrack_tcp_timeout_established at start (0 = leave alone)',
    resetBy: PACKETS_RESET,
    endsAs: {
      tcp: 'Measured on a DNAT node (nftables, kernel 6.18): (a) client sends first, 1 endpoint: connection SURVIVES (mid-stream pickup re-creates the same DNAT, nf_conntrack_tcp_loose=1); (b) client sends first, n endpoints: with probability (n-1)/n it is sent to another pod, which answers RST -> client ECONNRESET; (c) server sends first: the packet leaves un-translated, the client kernel answers RST to the pod, the server gets ECONNRESET and the client application sees NOTHING (silent half-open). Identical with masquerade and with a "ct state invalid drop" rule',
      ws: '(b) 1006 on the next client send; (c) no event until the client sends or pings',
      tls: 'none',
    },
    appliesTo: EVERY_CARRIAGE,
    verified: 'source',
    sources: [
      'github.com/kubernetes/kubernetes pkg/proxy/apis/config/v1alpha1/defaults.go; cmd/kube-proxy/app/server_linux.go setupConntrack',
    ],
  },
  {
    id: 'kube-proxy-ipvs-tcp-timeout',
    hop: 'kube-proxy',
    component: 'kube-proxy IPVS',
    setting: '--ipvs-tcp-timeout, --ipvs-tcpfin-timeout, --ipvs-udp-timeout',
    configuredIn: [
      { where: 'flag', key: '--ipvs-tcp-timeout' },
      {
        where: 'KubeProxyConfiguration',
        key: 'ipvs.tcpTimeout, ipvs.tcpFinTimeout, ipvs.udpTimeout',
      },
    ],
    default: '0 = keep the kernel value: 900 s established, 120 s FIN_WAIT, 300 s UDP',
    defaultMs: 900_000,
    kind: 'idle-bidirectional',
    measures: 'IPVS connection entry; independent of and shorter than conntrack',
    resetBy: PACKETS_RESET,
    endsAs: {
      tcp: 'entry gone: the next client packet has no entry; kernel answers RST or reschedules (conn_reuse/sloppy settings), not measured',
      ws: '1006 on the next send, or silence when the server speaks first',
    },
    appliesTo: EVERY_CARRIAGE,
    verified: 'source',
    verifiedNote: 'source (values) / ending NOT measured',
    sources: [
      'kernel ip_vs_proto_tcp.c tcp_timeouts (quoted in a public repository)',
      'github.com/kubernetes/kubernetes cmd/kube-proxy/app/server_linux.go (config.IPVS.TCPTimeout)',
    ],
    notes:
      '900 s equals the Alibaba CLB limit: the two are indistinguishable by time alone. IPVS mode is common on ACK.',
  },
  {
    id: 'kube-proxy-ipvs-graceful',
    hop: 'kube-proxy',
    component: 'kube-proxy IPVS',
    setting: 'graceful real-server removal',
    configuredIn: [{ where: 'code', key: 'rsCheckDeleteInterval 1 min' }],
    default: 'weight 0 until active+inactive connections are 0, checked every minute',
    defaultMs: 60_000,
    kind: 'drain-after-event',
    measures: 'established TCP connections to a removed endpoint continue',
    resetBy: NOTHING_RESETS,
    endsAs: { tcp: 'none by itself' },
    appliesTo: EVERY_CARRIAGE,
    verified: 'source',
    sources: ['github.com/kubernetes/kubernetes pkg/proxy/ipvs/graceful_termination.go'],
  },
  {
    id: 'kube-proxy-endpoint-removed-tcp',
    hop: 'kube-proxy',
    component: 'kube-proxy iptables/nftables',
    setting: 'established connections when an endpoint disappears',
    configuredIn: [{ where: 'code', key: 'CleanStaleEntries (UDP only)' }],
    default: 'TCP entries are never purged',
    defaultMs: null,
    kind: 'modifier',
    measures:
      'removing a pod from a Service does not touch established TCP flows: they end when the pod closes, dies (RST from the new owner of the IP or ICMP/timeout if none) or the entry expires',
    resetBy: NOTHING_RESETS,
    endsAs: {
      tcp: 'pod process exit: FIN/RST from the pod; node gone: silence until tcp_retries2/keepalive',
    },
    appliesTo: EVERY_CARRIAGE,
    verified: 'source',
    sources: ['github.com/kubernetes/kubernetes pkg/proxy/conntrack/cleanup.go'],
  },
  {
    id: 'kube-proxy-terminating-endpoints',
    hop: 'kube-proxy',
    component: 'kube-proxy',
    setting: 'ProxyTerminatingEndpoints / externalTrafficPolicy: Local',
    configuredIn: [{ where: 'Service field', key: 'spec.externalTrafficPolicy' }],
    default: 'Cluster',
    defaultMs: null,
    kind: 'drain-after-event',
    measures:
      'new connections use Ready endpoints; if none is left, Serving+Terminating ones (separately for Local and Cluster). Local: a node without a usable local endpoint drops the traffic and fails its health check node port',
    resetBy: NOTHING_RESETS,
    endsAs: {
      tcp: 'new: SYN dropped (connect timeout) with Local and no local endpoint; established: unaffected',
    },
    appliesTo: EVERY_CARRIAGE,
    verified: 'source',
    sources: ['github.com/kubernetes/kubernetes pkg/proxy/topology.go CategorizeEndpoints'],
  },
] as const satisfies readonly CatalogueEntry[];

const kubeProxyEntry = entryFinder(KUBE_PROXY);

const kubeProxyIpvs: HopKind = {
  kind: 'kube-proxy-ipvs',
  title: 'kube-proxy in IPVS mode',
  role: 'nat',
  terminates: 'no',
  speaks: [],
  catalogue: ['kube-proxy-ipvs-'],
  onIdle: ['rst-on-next-packet', 'silent'],
  limits: [
    limitFrom(kubeProxyEntry('kube-proxy-ipvs-tcp-timeout'), {
      ...EXPIRY,
      key: 'ipvs-tcp-timeout',
      change: kubeProxyChange('ipvs', 'tcpTimeout'),
      setting: '--ipvs-tcp-timeout',
    }),
  ],
  node: {
    claim: (inventory) => {
      const own = kubeProxyOf(inventory);
      return own?.isIpvs === true ? own : undefined;
    },
    isBeforeConntrack: true,
  },
};

export const kubeProxyFamily: Family = {
  kinds: [kubeProxyIpvs],
  catalogue: KUBE_PROXY,
  objects: { KubeProxyConfiguration: ['kubeproxy.config.k8s.io'] },
};
