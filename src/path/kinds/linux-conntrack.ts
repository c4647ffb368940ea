import type { HopKind } from '../hop-kind.ts';
import { limitFrom } from './from-catalogue.ts';

export const linuxConntrack: HopKind = {
  kind: 'conntrack',
  title: 'Linux netfilter connection tracking (kube-proxy, NAT)',
  role: 'nat',
  terminates: 'no',
  speaks: [],
  catalogue: ['linux-conntrack-', 'kube-proxy-'],
  onIdle: ['rst-on-next-packet', 'silent'],
  limits: [
    limitFrom('linux-conntrack-established', {
      key: 'established-timeout',
      // kube-proxy sets 24 h (86,400 s); a bare kernel has 432,000 s.
      defaultMs: 86_400_000,
      effects: ['rst-on-next-packet', 'silent'],
      earlyMs: 1_000,
      lateMs: 1_000,
      reference: 'kube-proxy --conntrack-tcp-timeout-established; measured with kernel 6.18',
    }),
  ],
};
