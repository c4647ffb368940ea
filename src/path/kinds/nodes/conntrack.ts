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
import { kubeProxyChange, kubeProxyOf } from './kube-proxy-config.ts';

/** What follows when a NAT entry has expired. */
const AFTER_EXPIRY = {
  tcp: 'Measured on a DNAT node (nftables, kernel 6.18): (a) client sends first, 1 endpoint: connection SURVIVES (mid-stream pickup re-creates the same DNAT, nf_conntrack_tcp_loose=1); (b) client sends first, n endpoints: with probability (n-1)/n it is sent to another pod, which answers RST -> client ECONNRESET; (c) server sends first: the packet leaves un-translated, the client kernel answers RST to the pod, the server gets ECONNRESET and the client application sees NOTHING (silent half-open). Identical with masquerade and with a "ct state invalid drop" rule',
  ws: '(b) 1006 on the next client send; (c) no event until the client sends or pings',
  tls: 'none',
} as const;

/** Linux netfilter connection tracking. */
const CONNTRACK = [
  {
    id: 'linux-conntrack-established',
    hop: 'node',
    component: 'Linux netfilter conntrack',
    setting: 'nf_conntrack_tcp_timeout_established',
    configuredIn: [
      {
        where: 'sysctl',
        key: 'net.netfilter.nf_conntrack_tcp_timeout_established (per network namespace)',
      },
    ],
    default: '432000 s (kernel); 86400 s on nodes where kube-proxy runs',
    defaultMs: 432_000_000,
    kind: 'idle-bidirectional',
    measures: 'ESTABLISHED entry without any packet',
    resetBy: {
      ...PACKETS_RESET,
      note: 'TCP keep-alive: measured: 2 s probes kept the entry past 10 s with a 6 s timeout',
    },
    endsAs: AFTER_EXPIRY,
    appliesTo: EVERY_CARRIAGE,
    verified: 'measured',
    verifiedNote: 'measured, and read in the documentation',
    sources: [
      'github.com/torvalds/linux Documentation/networking/nf_conntrack-sysctl.rst; net/netfilter/nf_conntrack_proto_tcp.c',
      'measured (nginx 1.22.1 / HAProxy 2.6.12, kernel 6.18)',
    ],
    notes:
      'ingress-nginx talks to pod IPs directly, so the ingress->pod leg has no DNAT entry unless service-upstream is set; the LB->node->ingress pod leg (node port) has one.',
  },
  {
    id: 'linux-conntrack-unacked',
    hop: 'node',
    component: 'Linux netfilter conntrack',
    setting: 'nf_conntrack_tcp_timeout_unacknowledged / _max_retrans',
    configuredIn: [
      { where: 'sysctl', key: 'net.netfilter.nf_conntrack_tcp_timeout_unacknowledged' },
      { where: 'sysctl', key: 'net.netfilter.nf_conntrack_tcp_timeout_max_retrans' },
      { where: 'sysctl', key: 'net.netfilter.nf_conntrack_tcp_max_retrans' },
    ],
    default: '300 s / 300 s / 3',
    defaultMs: 300_000,
    kind: 'retransmit',
    measures:
      'an established entry with unacknowledged data, or >3 retransmissions, is kept only 300 s: a 5-minute outage with data in flight deletes the NAT mapping long before the 1-day/5-day timer',
    resetBy: PACKETS_RESET,
    endsAs: AFTER_EXPIRY,
    appliesTo: EVERY_CARRIAGE,
    verified: 'documentation',
    verifiedNote: 'documentation (values)',
    sources: ['nf_conntrack-sysctl.rst; values read from Linux 6.18'],
  },
  {
    id: 'linux-conntrack-close-wait',
    hop: 'node',
    component: 'Linux netfilter conntrack',
    setting: 'nf_conntrack_tcp_timeout_close_wait, fin_wait, last_ack, time_wait',
    configuredIn: [
      {
        where: 'sysctl',
        key: 'net.netfilter.nf_conntrack_tcp_timeout_close_wait (60), fin_wait (120), last_ack (30), time_wait (120)',
      },
      { where: 'kube-proxy', key: '--conntrack-tcp-timeout-close-wait (1h)' },
    ],
    default: '60 s kernel; 3600 s with kube-proxy',
    defaultMs: 60_000,
    kind: 'idle-bidirectional',
    measures: 'half-closed connections',
    resetBy: PACKETS_RESET,
    endsAs: { tcp: 'the late FIN is not translated -> peer stays half open' },
    appliesTo: ['tcp'],
    verified: 'documentation',
    verifiedNote: 'read in documentation and source',
    sources: [
      'nf_conntrack-sysctl.rst',
      'github.com/kubernetes/kubernetes pkg/proxy/apis/config/v1alpha1/defaults.go',
    ],
  },
  {
    id: 'linux-conntrack-max',
    hop: 'node',
    component: 'Linux netfilter conntrack',
    setting: 'nf_conntrack_max',
    configuredIn: [
      { where: 'sysctl', key: 'net.netfilter.nf_conntrack_max' },
      { where: 'kube-proxy', key: '--conntrack-max-per-core (32768), --conntrack-min (131072)' },
    ],
    default: '= buckets (<= 262144); kube-proxy: max(32768 x cores, 131072)',
    defaultMs: null,
    kind: 'capacity',
    measures:
      'table full: NEW packets dropped ("nf_conntrack: table full, dropping packet"); established entries stay',
    resetBy: NOTHING_RESETS,
    endsAs: { tcp: 'connect timeout (SYN lost) - never a reset', http: 'n/a' },
    appliesTo: EVERY_CARRIAGE,
    verified: 'documentation',
    verifiedNote: 'read in documentation and source',
    sources: [
      'nf_conntrack-sysctl.rst',
      'github.com/kubernetes/kubernetes cmd/kube-proxy/app/server_linux.go getConntrackMax; defaults.go',
    ],
    notes:
      'Each soak connection through a node port costs one entry on the node, plus one per further NAT.',
  },
  {
    id: 'linux-conntrack-liberal',
    hop: 'node',
    component: 'Linux netfilter conntrack',
    setting: 'nf_conntrack_tcp_be_liberal, tcp_loose, ignore_invalid_rst',
    configuredIn: [
      {
        where: 'sysctl',
        key: 'net.netfilter.nf_conntrack_tcp_be_liberal (0), nf_conntrack_tcp_loose (1), nf_conntrack_tcp_ignore_invalid_rst (0)',
      },
      { where: 'kube-proxy config', key: 'conntrack.tcpBeLiberal' },
    ],
    default: '0 / 1 / 0',
    defaultMs: null,
    kind: 'modifier',
    measures:
      'out-of-window packets become INVALID; with kube-proxy iptables mode INVALID packets of service traffic are dropped or leak untranslated and provoke RST',
    resetBy: NOTHING_RESETS,
    endsAs: { tcp: 'RST or retransmission stall' },
    appliesTo: EVERY_CARRIAGE,
    verified: 'documentation',
    sources: [
      'nf_conntrack-sysctl.rst; github.com/kubernetes/kubernetes server_linux.go setupConntrack',
    ],
  },
] as const satisfies readonly CatalogueEntry[];

const conntrackEntry = entryFinder(CONNTRACK);

const linuxConntrack: HopKind = {
  kind: 'conntrack',
  title: 'Linux netfilter connection tracking (kube-proxy, NAT)',
  role: 'nat',
  terminates: 'no',
  speaks: [],
  catalogue: ['linux-conntrack-', 'kube-proxy-'],
  onIdle: ['rst-on-next-packet', 'silent'],
  limits: [
    limitFrom(conntrackEntry('linux-conntrack-established'), {
      key: 'established-timeout',
      change: kubeProxyChange('conntrack', 'tcpEstablishedTimeout'),
      // kube-proxy sets 24 h (86,400 s); a bare kernel has 432,000 s.
      defaultMs: 86_400_000,
      effects: ['rst-on-next-packet', 'silent'],
      earlyMs: 1_000,
      lateMs: 1_000,
      reference: 'kube-proxy --conntrack-tcp-timeout-established; measured with kernel 6.18',
    }),
  ],
  alsoKnown: [
    {
      setting: 'nf_conntrack_tcp_timeout_established of a bare kernel',
      afterMs: 432_000_000,
      axis: 'idle',
      reference: 'kernel Documentation/networking/nf_conntrack-sysctl.rst',
      isVerified: true,
    },
  ],
  node: { claim: (inventory) => kubeProxyOf(inventory) ?? { settings: [] } },
};

export const conntrackFamily: Family = { kinds: [linuxConntrack], catalogue: CONNTRACK };
