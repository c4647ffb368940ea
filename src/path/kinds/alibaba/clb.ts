import {
  type CatalogueEntry,
  EVERY_CARRIAGE,
  entryFinder,
  NOTHING_RESETS,
  PACKETS_RESET,
} from '../../catalogue/entry.ts';
import { ALIBABA_CCM_SOURCE } from '../../catalogue/sources.ts';
import type { HopKind } from '../../hop-kind.ts';
import { limitFrom } from '../../limit-from.ts';
import { DRAIN } from './clb-backends.ts';
import { listenerSeconds } from './service.ts';

/** Alibaba Cloud CLB (classic SLB). */
export const CLB = [
  {
    id: 'alibaba-clb-tcp-established-timeout',
    hop: 'cloud-lb',
    component: 'Alibaba Cloud CLB (classic SLB), TCP listener',
    setting: 'EstablishedTimeout',
    configuredIn: [
      {
        where: 'Service annotation',
        key: 'service.beta.kubernetes.io/alibaba-cloud-loadbalancer-established-timeout',
      },
      {
        where: 'API CreateLoadBalancerTCPListener / SetLoadBalancerTCPListenerAttribute',
        key: 'EstablishedTimeout',
      },
      { where: 'Terraform alicloud_slb_listener', key: 'established_timeout' },
    ],
    default: '900 s',
    defaultMs: 900_000,
    range: '10-900 s',
    rangeMs: [10_000, 900_000],
    kind: 'idle-bidirectional',
    measures:
      'idle time of an established TCP session in the L4 balancer (LVS based); any packet of either direction refreshes it',
    resetBy: {
      ...PACKETS_RESET,
      note: 'TCP keep-alive: a probe and its ACK are packets of the session (documented advice: lower tcp_keepalive_time below 900 on backends for an equivalent LVS SLB; not measured on CLB)',
    },
    endsAs: {
      tcp: 'RST sent to the client and to the backend at expiry',
      tls: 'no close_notify (LB does not terminate TLS)',
      ws: 'ECONNRESET / 1006',
      http: 'n/a',
    },
    appliesTo: EVERY_CARRIAGE,
    verified: 'documentation',
    verifiedNote:
      'documentation (default, range, RST to both sides) / reset-by-keepalive not measured',
    sources: [
      'github.com/aliyun/terraform-provider-alicloud website/docs/r/slb_listener.html.markdown (10-900, default 900)',
      `${ALIBABA_CCM_SOURCE} pkg/model/load_balancer.go:183 (10~900); pkg/controller/service/clbv1/listeners.go:201-207`,
      'https://alibabacloud.com/help/en/slb/the-endpoint-of-the-slb-instance-timed-out (900 s inactive -> RST to client and backend)',
      'https://help.aliyun.com (the same, in Chinese)',
    ],
    notes:
      'The legacy prefix service.beta.kubernetes.io/alicloud-loadbalancer- is read too; the new one wins. Cannot be raised above 900: an idle connection needs a heartbeat < 900 s whatever the ingress says, so proxy-read-timeout 10800 can never be reached by an idle connection behind this listener. The ENS flavour of the same API documents 10-900, default 900, with example value 500.',
  },
  {
    id: 'alibaba-clb-proxy-protocol',
    hop: 'cloud-lb',
    component: 'Alibaba Cloud CLB / NLB TCP',
    setting: 'proxy-protocol',
    configuredIn: [
      {
        where: 'Service annotation',
        key: 'service.beta.kubernetes.io/alibaba-cloud-loadbalancer-proxy-protocol',
      },
    ],
    default: 'off',
    defaultMs: null,
    kind: 'handshake',
    measures: 'PROXY v2 towards the node; must match use-proxy-protocol of the ingress',
    resetBy: NOTHING_RESETS,
    endsAs: { tcp: 'every connection fails at once on mismatch' },
    appliesTo: EVERY_CARRIAGE,
    verified: 'source',
    sources: [`${ALIBABA_CCM_SOURCE} clbv1/listeners.go:220; nlbv2/listeners.go:205`],
  },
] as const satisfies readonly CatalogueEntry[];

const clbEntry = entryFinder(CLB);

export const alibabaSlb: HopKind = {
  kind: 'alibaba-slb',
  title: 'Alibaba Cloud CLB (classic SLB), TCP listener',
  role: 'load-balancer',
  terminates: 'maybe',
  speaks: ['tcp'],
  catalogue: ['alibaba-clb-', 'alibaba-ccm-'],
  onIdle: ['rst', 'rst-on-next-packet', 'silent', 'fin'],
  limits: [
    limitFrom(clbEntry('alibaba-clb-tcp-established-timeout'), {
      key: 'established-timeout',
      place: listenerSeconds('established-timeout'),
      effects: ['rst'],
      // Measured on an LVS-type balancer: -17 to +58 ms; whether Alibaba's has whole seconds is not known.
      earlyMs: 80,
      lateMs: 250,
      reference: 'alibabacloud.com/help/en/slb/the-endpoint-of-the-slb-instance-timed-out',
    }),
    DRAIN,
  ],
};

/** Alibaba's newer name for the same product. */
export const alibabaClb: HopKind = { ...alibabaSlb, kind: 'alibaba-clb' };
