import type { HopKind } from '../hop-kind.ts';

export const linuxConntrack: HopKind = {
  kind: 'conntrack',
  title: 'Linux netfilter connection tracking (kube-proxy, NAT)',
  role: 'nat',
  onIdle: ['rst-on-next-packet', 'silent'],
  limits: [
    {
      key: 'established-timeout',
      setting: 'nf_conntrack_tcp_timeout_established',
      // kube-proxy sets 24 h (86,400 s); a bare kernel has 432,000 s.
      defaultMs: 86_400_000,
      resetBy: 'packets',
      startsAt: 'last-reset',
      effects: ['rst-on-next-packet', 'silent'],
      earlyMs: 1_000,
      lateMs: 1_000,
      verified: 'measured',
      reference: 'kube-proxy --conntrack-tcp-timeout-established; measured with kernel 6.18',
    },
  ],
};
