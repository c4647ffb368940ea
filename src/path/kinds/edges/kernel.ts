import {
  type CatalogueEntry,
  EVERY_CARRIAGE,
  NOTHING_RESETS,
  PAYLOAD_RESETS,
} from '../../catalogue/entry.ts';
import type { Family } from '../../family.ts';

/** The kernel's own TCP. */
const KERNEL = [
  {
    id: 'linux-tcp-keepalive',
    hop: 'kernel',
    component: 'Linux TCP',
    setting: 'tcp_keepalive_time / intvl / probes',
    configuredIn: [
      {
        where: 'sysctl',
        key: 'net.ipv4.tcp_keepalive_time, tcp_keepalive_intvl, tcp_keepalive_probes',
      },
      { where: 'socket option', key: 'SO_KEEPALIVE, TCP_KEEPIDLE, TCP_KEEPINTVL, TCP_KEEPCNT' },
    ],
    default: '7200 s / 75 s / 9, and OFF unless SO_KEEPALIVE is set',
    defaultMs: 7_200_000,
    kind: 'probe',
    measures:
      'dead-peer detection: 7200 + 9x75 = 7875 s by default. Longer than CLB 900 s, NLB 350 s, Azure 240 s, so the default never saves a connection on those',
    resetBy: { ...PAYLOAD_RESETS, note: 'TCP keep-alive: it is the keep-alive itself' },
    endsAs: { tcp: 'local ETIMEDOUT (or ECONNRESET if the peer answers RST)', ws: '1006' },
    appliesTo: EVERY_CARRIAGE,
    verified: 'measured',
    verifiedNote: 'read from a running kernel, and in its documentation',
    sources: ['sysctl of Linux 6.18; documentation: Documentation/networking/ip-sysctl.rst'],
  },
  {
    id: 'linux-tcp-retries2',
    hop: 'kernel',
    component: 'Linux TCP',
    setting: 'tcp_retries2 (+ tcp_rto_max_ms)',
    configuredIn: [
      { where: 'sysctl', key: 'net.ipv4.tcp_retries2' },
      { where: 'sysctl', key: 'net.ipv4.tcp_rto_max_ms (new kernels, 120000)' },
    ],
    default: '15 = at least 924.6 s',
    defaultMs: 924_600,
    kind: 'retransmit',
    measures: 'unacknowledged data: time until the kernel gives up on a black-holed path',
    resetBy: {
      clientBytes: 'partly',
      serverBytes: 'partly',
      tcpKeepalive: 'no',
      webSocketPing: 'no',
      note: 'client bytes: an ACK; server bytes: an ACK',
    },
    endsAs: { tcp: 'local ETIMEDOUT', ws: '1006' },
    appliesTo: EVERY_CARRIAGE,
    verified: 'measured',
    verifiedNote: 'read from a running kernel, and in its documentation',
    sources: ['sysctl of Linux 6.18; documentation: Documentation/networking/ip-sysctl.rst'],
    notes:
      'How long a client that only notices by sending stays "connected" after a silent drop: about 15 minutes - close to 900 s, do not confuse the two.',
  },
  {
    id: 'linux-tcp-user-timeout',
    hop: 'kernel',
    component: 'Linux TCP',
    setting: 'TCP_USER_TIMEOUT',
    configuredIn: [{ where: 'socket option', key: 'TCP_USER_TIMEOUT (ms)' }],
    default: '0 = use tcp_retries2',
    defaultMs: null,
    kind: 'retransmit',
    measures: 'overrides retries2 (and the keepalive count) per socket; Node.js does not expose it',
    resetBy: NOTHING_RESETS,
    endsAs: { tcp: 'local ETIMEDOUT' },
    appliesTo: EVERY_CARRIAGE,
    verified: 'unverified',
    verifiedNote: 'general knowledge, not re-read',
    sources: ['no source read: general knowledge'],
  },
  {
    id: 'linux-tcp-fin-timeout',
    hop: 'kernel',
    component: 'Linux TCP',
    setting: 'tcp_fin_timeout, tcp_orphan_retries, tcp_max_orphans',
    configuredIn: [
      { where: 'sysctl', key: 'net.ipv4.tcp_fin_timeout, tcp_orphan_retries, tcp_max_orphans' },
    ],
    default: '60 s / 0 (=8) / memory based',
    defaultMs: 60_000,
    kind: 'drain-after-event',
    measures:
      'orphaned FIN_WAIT_2 sockets; mass closes at the end of a soak can hit tcp_max_orphans -> RST instead of FIN',
    resetBy: NOTHING_RESETS,
    endsAs: { tcp: 'RST when over tcp_max_orphans' },
    appliesTo: ['tcp'],
    verified: 'measured',
    verifiedNote: 'read from a running kernel; overflow not measured',
    sources: ['sysctl of Linux 6.18; documentation: Documentation/networking/ip-sysctl.rst'],
  },
  {
    id: 'linux-backlog',
    hop: 'kernel',
    component: 'Linux TCP',
    setting: 'somaxconn, tcp_max_syn_backlog, listen backlog',
    configuredIn: [
      { where: 'sysctl', key: 'net.core.somaxconn, net.ipv4.tcp_max_syn_backlog' },
      { where: 'ingress-nginx', key: 'backlog= computed from somaxconn (reuseport)' },
    ],
    default: '4096 / 2048 on Linux 6.18',
    defaultMs: null,
    kind: 'capacity',
    measures:
      'ramp-up: accept queue overflow = SYN/ACK retransmits, connect latency of 1, 3, 7 s, then time-out',
    resetBy: NOTHING_RESETS,
    endsAs: { tcp: 'connect timeout' },
    appliesTo: EVERY_CARRIAGE,
    verified: 'measured',
    verifiedNote: 'read from a running kernel',
    sources: ['sysctl of Linux 6.18; documentation: Documentation/networking/ip-sysctl.rst'],
  },
] as const satisfies readonly CatalogueEntry[];

export const kernelFamily: Family = { kinds: [], catalogue: KERNEL };
