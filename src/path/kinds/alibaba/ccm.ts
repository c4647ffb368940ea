import {
  type CatalogueEntry,
  EVERY_CARRIAGE,
  NOTHING_RESETS,
  UPGRADED,
} from '../../catalogue/entry.ts';
import { ALIBABA_CCM_SOURCE } from '../../catalogue/sources.ts';

/** Alibaba Cloud's cloud controller manager. */
export const CCM = [
  {
    id: 'alibaba-ccm-listener-ownership',
    hop: 'cloud-lb',
    component: 'Alibaba Cloud CCM (kubernetes/cloud-provider-alibaba-cloud)',
    setting: 'loadbalancer-id without force-override-listeners',
    configuredIn: [
      {
        where: 'Service annotation',
        key: 'service.beta.kubernetes.io/alibaba-cloud-loadbalancer-id',
      },
      {
        where: 'Service annotation',
        key: 'service.beta.kubernetes.io/alibaba-cloud-loadbalancer-force-override-listeners',
      },
    ],
    default: 'force-override-listeners: "false"',
    defaultMs: null,
    kind: 'lint',
    measures:
      'With an existing load balancer (…-id) and no force-override-listeners "true", CCM >= 1.9.3 reconciles ONLY backend groups: listeners are neither created nor changed, so every listener annotation on the Service (established-timeout, idle-timeout, request-timeout, protocol-port, proxy-protocol, health-check-*, connection-drain*, scheduler, persistence-timeout) is inert.',
    resetBy: NOTHING_RESETS,
    endsAs: {},
    appliesTo: EVERY_CARRIAGE,
    verified: 'source',
    sources: [
      `${ALIBABA_CCM_SOURCE} pkg/controller/service/clbv1/model_applier.go ("listener override is false, skip reconcile listeners"); docs/usage.md lines 27, 179, 842`,
    ],
    notes:
      'Two Services that both force-override the same LB fight; usage.md warns that override may delete existing listeners.',
  },
  {
    id: 'alibaba-ccm-protocol-port',
    hop: 'cloud-lb',
    component: 'Alibaba Cloud CCM',
    setting: 'protocol-port',
    configuredIn: [
      {
        where: 'Service annotation',
        key: 'service.beta.kubernetes.io/alibaba-cloud-loadbalancer-protocol-port',
      },
    ],
    default: 'none = the Service port protocol (TCP/UDP)',
    defaultMs: null,
    kind: 'lint',
    measures:
      '"https:443,http:80" turns the listener into an L7 one (TLS ends at the SLB, idle 15 s and request 60 s apply, WebSocket needs L7 support). For wss terminated at the ingress it must stay TCP.',
    resetBy: NOTHING_RESETS,
    endsAs: { http: '504 at request timeout' },
    appliesTo: UPGRADED,
    verified: 'source',
    sources: [`${ALIBABA_CCM_SOURCE} docs/usage.md 827; clbv1/listeners.go protocol()`],
  },
  {
    id: 'alibaba-ccm-backend-selection',
    hop: 'cloud-lb',
    component: 'Alibaba Cloud CCM',
    setting: 'externalTrafficPolicy, backend-type eni, remove-unscheduled-backend, backend-label',
    configuredIn: [
      { where: 'Service field', key: 'spec.externalTrafficPolicy' },
      { where: 'Service annotation', key: 'service.beta.kubernetes.io/backend-type: eni' },
      {
        where: 'Service annotation',
        key: 'service.beta.kubernetes.io/alibaba-cloud-loadbalancer-remove-unscheduled-backend',
      },
      {
        where: 'Service annotation',
        key: 'service.beta.kubernetes.io/alibaba-cloud-loadbalancer-backend-label',
      },
    ],
    default: 'Cluster; ECS node ports; off',
    defaultMs: null,
    kind: 'drain-after-event',
    measures:
      'Local: only nodes with a ready pod are backends, weight = pods per node. Terminating endpoints are skipped immediately, so the node leaves the group as soon as its last ingress pod starts terminating. Labels node.kubernetes.io/exclude-from-external-load-balancers, service.alibabacloud.com/exclude-node and the ToBeDeletedByClusterAutoscaler taint also remove nodes.',
    resetBy: NOTHING_RESETS,
    endsAs: { tcp: 'sessions through a removed backend: see connection-drain (not verified)' },
    appliesTo: EVERY_CARRIAGE,
    verified: 'source',
    sources: [
      `${ALIBABA_CCM_SOURCE} clbv1/vgroups.go setBackendsFromEndpointSlices, buildLocalBackends; pkg/controller/helper/node_utils.go`,
    ],
  },
] as const satisfies readonly CatalogueEntry[];
