import { type CatalogueEntry, EVERY_CARRIAGE, entryFinder } from '../../catalogue/entry.ts';
import { ALIBABA_CCM_SOURCE } from '../../catalogue/sources.ts';
import type { HopKind } from '../../hop-kind.ts';
import { limitFrom } from '../../limit-from.ts';
import { DRAIN } from './clb-backends.ts';
import { listenerSeconds } from './service.ts';

/** Alibaba Cloud NLB. */
export const NLB = [
  {
    id: 'alibaba-nlb-idle-timeout',
    hop: 'cloud-lb',
    component: 'Alibaba Cloud NLB (loadBalancerClass alibabacloud.com/nlb)',
    setting: 'IdleTimeout',
    configuredIn: [
      {
        where: 'Service annotation',
        key: 'service.beta.kubernetes.io/alibaba-cloud-loadbalancer-idle-timeout (on NLB this is the TCP idle time, not established-timeout)',
      },
      { where: 'Terraform alicloud_nlb_listener', key: 'idle_timeout' },
    ],
    default: '900 s',
    defaultMs: 900_000,
    range: '1-900 s',
    rangeMs: [1_000, 900_000],
    kind: 'idle-bidirectional',
    measures: 'idle connection of a TCP/TCPSSL listener',
    resetBy: {
      clientBytes: 'yes',
      serverBytes: 'yes',
      tcpKeepalive: 'unknown',
      webSocketPing: 'yes',
    },
    endsAs: { tcp: 'not established', ws: '1006' },
    appliesTo: EVERY_CARRIAGE,
    verified: 'documentation',
    verifiedNote: 'documentation (values)',
    sources: [
      'github.com/aliyun/terraform-provider-alicloud website/docs/r/nlb_listener.html.markdown',
      `${ALIBABA_CCM_SOURCE} nlbv2/listeners.go:194-199; pkg/model/nlb/nlb.go:177`,
    ],
  },
] as const satisfies readonly CatalogueEntry[];

const nlbEntry = entryFinder(NLB);

export const alibabaNlb: HopKind = {
  kind: 'alibaba-nlb',
  title: 'Alibaba Cloud NLB, TCP listener',
  role: 'load-balancer',
  terminates: 'maybe',
  speaks: ['tcp'],
  catalogue: ['alibaba-nlb-', 'alibaba-clb-connection-drain', 'alibaba-clb-proxy-protocol'],
  onIdle: ['rst', 'rst-on-next-packet', 'silent', 'fin'],
  limits: [
    limitFrom(nlbEntry('alibaba-nlb-idle-timeout'), {
      key: 'idle-timeout',
      place: listenerSeconds('idle-timeout'),
      effects: ['rst', 'rst-on-next-packet', 'silent', 'fin'],
    }),
    DRAIN,
  ],
};
