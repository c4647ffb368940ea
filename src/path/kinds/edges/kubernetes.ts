import {
  type CatalogueEntry,
  EVERY_CARRIAGE,
  NOTHING_RESETS,
  UPGRADED,
} from '../../catalogue/entry.ts';
import { ALIBABA_CCM_SOURCE } from '../../catalogue/sources.ts';
import type { Family } from '../../family.ts';

/** Kubernetes itself: Services, pods, nodes. */
const KUBERNETES = [
  {
    id: 'service-session-affinity',
    hop: 'service',
    component: 'Kubernetes Service',
    setting: 'sessionAffinityConfig.clientIP.timeoutSeconds',
    configuredIn: [
      { where: 'Service field', key: 'spec.sessionAffinity: ClientIP' },
      { where: 'Service field', key: 'spec.sessionAffinityConfig.clientIP.timeoutSeconds' },
    ],
    default: '10800 s',
    defaultMs: 10_800_000,
    range: '1-86400 (not re-read)',
    rangeMs: [1_000, 86_400_000],
    kind: 'affinity',
    measures:
      'stickiness for NEW connections; ends nothing. The same number as a 3 h proxy timeout, and unrelated to it',
    resetBy: NOTHING_RESETS,
    endsAs: {},
    appliesTo: EVERY_CARRIAGE,
    verified: 'source',
    sources: ['v1.DefaultClientIPServiceAffinitySeconds = 10800 (quoted in a public repository)'],
  },
  {
    id: 'pod-termination-grace',
    hop: 'pod',
    component: 'Kubernetes',
    setting: 'terminationGracePeriodSeconds + preStop',
    configuredIn: [
      { where: 'Pod spec', key: 'terminationGracePeriodSeconds' },
      { where: 'Pod spec', key: 'lifecycle.preStop' },
    ],
    default: '30 s',
    defaultMs: 30_000,
    kind: 'drain-after-event',
    measures:
      'pod delete/eviction/roll-out: preStop runs inside the grace period, then SIGTERM, then SIGKILL at the end; endpoint removal runs in parallel',
    resetBy: NOTHING_RESETS,
    endsAs: {
      tcp: 'SIGTERM handler: what the app does (ws 1001 if it closes politely); SIGKILL: kernel FIN, RST when unread data is queued',
      ws: '1001 if the app sends it, else 1006',
    },
    appliesTo: EVERY_CARRIAGE,
    verified: 'documentation',
    verifiedNote: 'default and order documented; the effect of SIGKILL on connections not measured',
    sources: [
      'kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle (termination: 30 s by default, then SIGKILL)',
    ],
  },
  {
    id: 'node-drain',
    hop: 'node',
    component: 'kubectl drain / cluster autoscaler / node repair',
    setting:
      'eviction, exclude-from-external-load-balancers label, ToBeDeletedByClusterAutoscaler taint',
    configuredIn: [
      { where: 'node label', key: 'node.kubernetes.io/exclude-from-external-load-balancers' },
      { where: 'node taint', key: 'ToBeDeletedByClusterAutoscaler' },
    ],
    default: 'n/a',
    defaultMs: null,
    kind: 'drain-after-event',
    measures: 'all pods of the node follow pod-termination-grace; the LB drops the node as backend',
    resetBy: NOTHING_RESETS,
    endsAs: { tcp: 'FIN/RST in bursts per node' },
    appliesTo: EVERY_CARRIAGE,
    verified: 'unverified',
    verifiedNote: 'partly (labels seen in Alibaba CCM source)',
    sources: [`${ALIBABA_CCM_SOURCE} pkg/controller/helper/node_utils.go`],
  },
  {
    id: 'gatewayapi-httproute-timeouts',
    hop: 'gateway',
    component: 'Gateway API',
    setting: 'HTTPRoute timeouts.request / backendRequest',
    configuredIn: [{ where: 'HTTPRoute', key: 'spec.rules[].timeouts.request, .backendRequest' }],
    default: 'unset (implementation specific)',
    defaultMs: null,
    range: 'GEP-2257 duration, "0s" disables, >= 1ms otherwise, backendRequest <= request',
    kind: 'handshake',
    measures:
      'time to answer an HTTP request; Extended support; start point implementation dependent; no idle timeout exists in the standard API, so idle limits always come from implementation policies',
    resetBy: NOTHING_RESETS,
    endsAs: { http: '504' },
    appliesTo: UPGRADED,
    verified: 'source',
    sources: ['github.com/kubernetes-sigs/gateway-api geps/gep-1742/index.md'],
  },
  {
    id: 'gatewayapi-session-persistence',
    hop: 'gateway',
    component: 'Gateway API',
    setting: 'session persistence (BackendLBPolicy, later backend traffic policy)',
    configuredIn: [
      { where: 'HTTPRoute rule', key: 'sessionPersistence.absoluteTimeout / idleTimeout' },
    ],
    default: 'experimental',
    defaultMs: null,
    kind: 'affinity',
    measures: 'cookie/header stickiness of new handshakes',
    resetBy: NOTHING_RESETS,
    endsAs: {},
    appliesTo: UPGRADED,
    verified: 'unverified',
    verifiedNote: 'NOT verified',
    sources: ['no source read: general knowledge'],
  },
] as const satisfies readonly CatalogueEntry[];

export const kubernetesFamily: Family = { kinds: [], catalogue: KUBERNETES };
