import type { HopKind } from '../hop-kind.ts';

export const alibabaSlb: HopKind = {
  kind: 'alibaba-slb',
  title: 'Alibaba Cloud CLB (classic SLB), TCP listener',
  role: 'load-balancer',
  onIdle: ['rst', 'rst-on-next-packet', 'silent', 'fin'],
  limits: [
    {
      key: 'established-timeout',
      setting: 'EstablishedTimeout',
      defaultMs: 900_000,
      rangeMs: [10_000, 900_000],
      resetBy: 'packets',
      startsAt: 'last-reset',
      effects: ['rst'],
      // Measured on an LVS-type balancer: -17 to +58 ms; whether Alibaba's has whole seconds is not known.
      earlyMs: 80,
      lateMs: 250,
      verified: 'documentation',
      reference: 'alibabacloud.com/help/en/slb/the-endpoint-of-the-slb-instance-timed-out',
    },
  ],
};
