import {
  type CatalogueEntry,
  entryFinder,
  NOTHING_RESETS,
  UPGRADED,
} from '../../catalogue/entry.ts';
import { ALIBABA_CCM_SOURCE } from '../../catalogue/sources.ts';
import type { HopKind } from '../../hop-kind.ts';
import { limitFrom } from '../../limit-from.ts';
import { DRAIN } from './clb-backends.ts';
import { listenerSeconds } from './service.ts';

/** HTTP and HTTPS listeners of Alibaba Cloud CLB. */
export const CLB_HTTP = [
  {
    id: 'alibaba-clb-http-idle-timeout',
    hop: 'cloud-lb',
    component: 'Alibaba Cloud CLB HTTP/HTTPS listener',
    setting: 'IdleTimeout',
    configuredIn: [
      {
        where: 'Service annotation',
        key: 'service.beta.kubernetes.io/alibaba-cloud-loadbalancer-idle-timeout',
      },
      { where: 'Terraform alicloud_slb_listener', key: 'idle_timeout' },
    ],
    default: '15 s',
    defaultMs: 15_000,
    range: '1-60 s',
    rangeMs: [1_000, 60_000],
    kind: 'idle-directional',
    measures:
      'idle HTTP keep-alive connection; behaviour for an upgraded WebSocket not documented in what was read',
    resetBy: {
      clientBytes: 'yes',
      serverBytes: 'yes',
      tcpKeepalive: 'unknown',
      webSocketPing: 'unknown',
    },
    endsAs: { tcp: 'FIN (not verified)', ws: '1006' },
    appliesTo: UPGRADED,
    verified: 'unverified',
    verifiedNote: 'documentation (values) / WebSocket behaviour not verified',
    sources: [
      'github.com/aliyun/terraform-provider-alicloud website/docs/r/slb_listener.html.markdown',
      `${ALIBABA_CCM_SOURCE} pkg/model/load_balancer.go:181`,
    ],
  },
  {
    id: 'alibaba-clb-http-request-timeout',
    hop: 'cloud-lb',
    component: 'Alibaba Cloud CLB HTTP/HTTPS listener',
    setting: 'RequestTimeout',
    configuredIn: [
      {
        where: 'Service annotation',
        key: 'service.beta.kubernetes.io/alibaba-cloud-loadbalancer-request-timeout',
      },
      { where: 'Terraform alicloud_slb_listener', key: 'request_timeout' },
    ],
    default: '60 s',
    defaultMs: 60_000,
    range: '1-180 s',
    rangeMs: [1_000, 180_000],
    kind: 'handshake',
    measures: 'no answer from the backend to a request',
    resetBy: NOTHING_RESETS,
    endsAs: { http: '504 on the handshake' },
    appliesTo: UPGRADED,
    verified: 'documentation',
    sources: [
      'github.com/aliyun/terraform-provider-alicloud website/docs/r/slb_listener.html.markdown',
      `${ALIBABA_CCM_SOURCE} pkg/model/load_balancer.go:182`,
    ],
  },
] as const satisfies readonly CatalogueEntry[];

const clbHttpEntry = entryFinder(CLB_HTTP);

export const alibabaSlbHttp: HopKind = {
  kind: 'alibaba-slb-http',
  title: 'Alibaba Cloud CLB (classic SLB), HTTP or HTTPS listener',
  role: 'load-balancer',
  carries: ['ws', 'wss'],
  terminates: 'yes',
  speaks: ['tcp', 'tls', 'http'],
  catalogue: ['alibaba-clb-'],
  limits: [
    limitFrom(clbHttpEntry('alibaba-clb-http-idle-timeout'), {
      key: 'idle-timeout',
      place: listenerSeconds('idle-timeout'),
      effects: ['fin', 'close-notify', 'rst'],
    }),
    DRAIN,
  ],
  // It ends only the wait for an answer, so the handshake.
  inert: ['request-timeout'],
};
