import {
  type CatalogueEntry,
  EVERY_CARRIAGE,
  entryFinder,
  NOTHING_RESETS,
  UPGRADED,
} from '../../catalogue/entry.ts';
import { ALIBABA_CCM_SOURCE } from '../../catalogue/sources.ts';
import type { LimitSpec } from '../../hop-kind.ts';
import { limitIfConfigured } from '../../limit-from.ts';
import { ALIBABA_PREFIX, listenerSeconds } from './service.ts';

/** How Alibaba Cloud CLB (classic SLB) chooses, checks and drains backends. */
export const CLB_BACKENDS = [
  {
    id: 'alibaba-clb-connection-drain',
    hop: 'cloud-lb',
    component: 'Alibaba Cloud CLB / NLB',
    setting: 'ConnectionDrain, ConnectionDrainTimeout',
    configuredIn: [
      {
        where: 'Service annotation',
        key: 'service.beta.kubernetes.io/alibaba-cloud-loadbalancer-connection-drain',
      },
      {
        where: 'Service annotation',
        key: 'service.beta.kubernetes.io/alibaba-cloud-loadbalancer-connection-drain-timeout',
      },
    ],
    default: 'unset (service default not established)',
    defaultMs: null,
    range: '10-900 s',
    rangeMs: [10_000, 900_000],
    kind: 'drain-after-event',
    measures:
      'after a backend is removed or fails health checks, keep its sessions for N s, then cut them',
    resetBy: NOTHING_RESETS,
    endsAs: { tcp: 'not established which packet is sent', ws: '1006' },
    appliesTo: EVERY_CARRIAGE,
    verified: 'unverified',
    verifiedNote: 'source (keys, range) / effect not verified',
    sources: [
      `${ALIBABA_CCM_SOURCE} clbv1/listeners.go:265-275; pkg/model/load_balancer.go:179-180; nlbv2/server_groups.go:1214-1223; pkg/model/nlb/nlb.go:225-226`,
    ],
  },
  {
    id: 'alibaba-clb-health-check',
    hop: 'cloud-lb',
    component: 'Alibaba Cloud CLB TCP listener',
    setting: 'health-check-*',
    configuredIn: [
      {
        where: 'Service annotation',
        key: 'service.beta.kubernetes.io/alibaba-cloud-loadbalancer-health-check-switch',
      },
      {
        where: 'Service annotation',
        key: 'service.beta.kubernetes.io/alibaba-cloud-loadbalancer-health-check-type',
      },
      {
        where: 'Service annotation',
        key: 'service.beta.kubernetes.io/alibaba-cloud-loadbalancer-health-check-connect-port',
      },
      {
        where: 'Service annotation',
        key: 'service.beta.kubernetes.io/alibaba-cloud-loadbalancer-health-check-connect-timeout',
      },
      {
        where: 'Service annotation',
        key: 'service.beta.kubernetes.io/alibaba-cloud-loadbalancer-health-check-interval',
      },
      {
        where: 'Service annotation',
        key: 'service.beta.kubernetes.io/alibaba-cloud-loadbalancer-healthy-threshold',
      },
      {
        where: 'Service annotation',
        key: 'service.beta.kubernetes.io/alibaba-cloud-loadbalancer-unhealthy-threshold',
      },
      {
        where: 'Service annotation',
        key: 'service.beta.kubernetes.io/alibaba-cloud-loadbalancer-health-check-uri',
      },
      {
        where: 'Service annotation',
        key: 'service.beta.kubernetes.io/alibaba-cloud-loadbalancer-health-check-domain',
      },
      {
        where: 'Service annotation',
        key: 'service.beta.kubernetes.io/alibaba-cloud-loadbalancer-health-check-httpcode',
      },
      {
        where: 'Service annotation',
        key: 'service.beta.kubernetes.io/alibaba-cloud-loadbalancer-health-check-method',
      },
      {
        where: 'Service annotation',
        key: 'service.beta.kubernetes.io/alibaba-cloud-loadbalancer-health-check-timeout (http)',
      },
      {
        where: 'Service annotation',
        key: 'service.beta.kubernetes.io/alibaba-cloud-loadbalancer-health-check-flag (http/https)',
      },
    ],
    default: 'tcp; interval 2 s; thresholds 3/3; connect-timeout 5 s; http_2xx',
    defaultMs: null,
    range: 'interval 1-50 s, thresholds 2-10, connect-timeout 1-300 s',
    kind: 'health',
    measures:
      'a backend that fails 3 probes gets no NEW connections; with a connect timeout below the interval the interval is used',
    resetBy: NOTHING_RESETS,
    endsAs: { tcp: 'existing sessions: see connection-drain' },
    appliesTo: EVERY_CARRIAGE,
    verified: 'documentation',
    sources: [
      `${ALIBABA_CCM_SOURCE} docs/usage.md 845-855; pkg/model/load_balancer.go`,
      'github.com/aliyun/terraform-provider-alicloud website/docs/r/slb_listener.html.markdown',
    ],
    notes:
      'With externalTrafficPolicy: Local the probe goes to the node port (or connect-port); a node without a ready local pod drops it.',
  },
  {
    id: 'alibaba-clb-persistence-timeout',
    hop: 'cloud-lb',
    component: 'Alibaba Cloud CLB TCP listener',
    setting: 'PersistenceTimeout',
    configuredIn: [
      {
        where: 'Service annotation',
        key: 'service.beta.kubernetes.io/alibaba-cloud-loadbalancer-persistence-timeout',
      },
    ],
    default: '0 (off)',
    defaultMs: 0,
    range: '0-3600 s',
    rangeMs: [0, 3_600_000],
    kind: 'affinity',
    measures:
      'source-address stickiness for NEW connections; with it a single load generator address lands on one backend',
    resetBy: NOTHING_RESETS,
    endsAs: {},
    appliesTo: EVERY_CARRIAGE,
    verified: 'documentation',
    sources: [
      `${ALIBABA_CCM_SOURCE} docs/usage.md 834; github.com/aliyun/terraform-provider-alicloud website/docs/r/slb_listener.html.markdown`,
    ],
  },
  {
    id: 'alibaba-clb-sticky-session',
    hop: 'cloud-lb',
    component: 'Alibaba Cloud CLB HTTP/HTTPS listener',
    setting: 'sticky-session, sticky-session-type, cookie-timeout, cookie',
    configuredIn: [
      {
        where: 'Service annotation',
        key: 'service.beta.kubernetes.io/alibaba-cloud-loadbalancer-sticky-session',
      },
      {
        where: 'Service annotation',
        key: 'service.beta.kubernetes.io/alibaba-cloud-loadbalancer-sticky-session-type',
      },
      {
        where: 'Service annotation',
        key: 'service.beta.kubernetes.io/alibaba-cloud-loadbalancer-cookie-timeout',
      },
      {
        where: 'Service annotation',
        key: 'service.beta.kubernetes.io/alibaba-cloud-loadbalancer-cookie',
      },
    ],
    default: 'off',
    defaultMs: null,
    range: 'cookie-timeout 1-86400 s (usage.md prints 8640)',
    kind: 'affinity',
    measures: 'cookie stickiness of handshakes',
    resetBy: NOTHING_RESETS,
    endsAs: {},
    appliesTo: UPGRADED,
    verified: 'documentation',
    sources: [`${ALIBABA_CCM_SOURCE} docs/usage.md 835-838`],
  },
] as const satisfies readonly CatalogueEntry[];

const clbBackendsEntry = entryFinder(CLB_BACKENDS);

export const DRAIN: LimitSpec = limitIfConfigured(
  clbBackendsEntry('alibaba-clb-connection-drain'),
  {
    key: 'connection-drain-timeout',
    place: {
      ...listenerSeconds('connection-drain-timeout'),
      needs: { key: `${ALIBABA_PREFIX}connection-drain`, value: 'on' },
    },
    setting: 'ConnectionDrainTimeout',
    event: 'backend-removed',
    effects: ['rst', 'rst-on-next-packet', 'silent', 'fin'],
  },
);
