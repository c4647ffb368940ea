import type { GatewayRoute } from '../../../objects/gateway.ts';
import type { Inventory } from '../../../objects/inventory.ts';
import type { Service } from '../../../objects/service.ts';
import { readInner } from '../../../objects/yaml-document.ts';
import {
  type CatalogueEntry,
  EVERY_CARRIAGE,
  entryFinder,
  NOTHING_RESETS,
  PACKETS_RESET,
  REQUESTS_RESET,
  UPGRADED,
} from '../../catalogue/entry.ts';
import type { Change } from '../../change.ts';
import type { Family } from '../../family.ts';
import type { HopKind } from '../../hop-kind.ts';
import { limitFrom } from '../../limit-from.ts';
import { WHOLE_SECONDS } from '../../notation.ts';
import { hasPrefix } from '../../ownership.ts';
import type { Setting } from '../../setting.ts';

/** Google Cloud. */
const GOOGLE = [
  {
    id: 'gcp-appLB-backend-timeout',
    hop: 'cloud-lb',
    component: 'GCP external Application LB (classic GFE)',
    setting: 'backendService.timeoutSec',
    configuredIn: [
      { where: 'GKE BackendConfig', key: 'spec.timeoutSec' },
      { where: 'GKE GCPBackendPolicy', key: 'spec.default.timeoutSec (not re-read)' },
    ],
    default: '30 s',
    defaultMs: 30_000,
    range: '1-2147483647 s',
    rangeMs: [1_000, 2_147_483_647_000],
    kind: 'max-age',
    measures:
      'for WebSockets on the GFE-based load balancer: MAXIMUM LIFE of the connection, busy or not',
    resetBy: NOTHING_RESETS,
    endsAs: {
      tcp: 'connection destroyed by the LB (flag not stated)',
      ws: '1006',
      http: '502/504 before upgrade',
    },
    appliesTo: UPGRADED,
    verified: 'documentation',
    verifiedNote: 'documentation and field reports',
    sources: [
      'https://pkg.go.dev/github.com/agau4779/ingress-gce/examples/websocket ("not an idle timeout ... connection lifetime")',
      'https://gitlab.com/gitlab-org/gitlab/-/issues/284074',
      'https://gerrit.googlesource.com/zuul/ops/+/7578119e164f3b29b9d1b0b36e544ebe15d70ac4 (BackendConfig timeoutSec 3600)',
      'pulumi_gcp docs: default 30, range 1-2147483647',
    ],
  },
  {
    id: 'gcp-appLB-http-keepalive',
    hop: 'cloud-lb',
    component: 'GCP Application LB',
    setting: 'client / backend HTTP keepalive',
    configuredIn: [
      { where: 'target proxy', key: 'httpKeepAliveTimeoutSec' },
      { where: 'backend', key: 'fixed' },
    ],
    default: '610 s / 600 s',
    defaultMs: 610_000,
    kind: 'idle-directional',
    measures: 'idle HTTP keep-alive between requests',
    resetBy: REQUESTS_RESET,
    endsAs: { tcp: 'FIN or GOAWAY' },
    appliesTo: ['http-keepalive'],
    verified: 'documentation',
    sources: ['https://docs.cloud.google.com/load-balancing/docs/https/request-distribution'],
  },
  {
    id: 'gcp-passthrough-nlb',
    hop: 'cloud-lb',
    component: 'GCP external/internal passthrough NLB',
    setting: 'connection tracking idle timeout',
    configuredIn: [{ where: 'backend service', key: 'connectionTrackingPolicy.idleTimeoutSec' }],
    default: '600 s (the vendor page was found, the number was not)',
    defaultMs: 600_000,
    kind: 'idle-bidirectional',
    measures:
      'forgets the flow; the packets then follow the hash again (direct server return, the LB is not a proxy)',
    resetBy: PACKETS_RESET,
    endsAs: {
      tcp: 'nothing while the hash still selects the same node; otherwise RST from the new node',
    },
    appliesTo: EVERY_CARRIAGE,
    verified: 'unverified',
    verifiedNote: 'NOT verified (value)',
    sources: [
      'https://cloud.google.com/load-balancing/docs/network/ext-netlb-traffic-distribution',
      'https://docs.cloud.google.com/load-balancing/docs/network/networklb-backend-service',
    ],
  },
] as const satisfies readonly CatalogueEntry[];

const googleEntry = entryFinder(GOOGLE);

const BACKEND_CONFIG = 'cloud.google.com/backend-config';

const gcpApplicationLb: HopKind = {
  kind: 'gcp-application-lb',
  title: 'Google Cloud external Application Load Balancer',
  role: 'load-balancer',
  carries: ['ws', 'wss'],
  terminates: 'yes',
  speaks: ['tcp', 'tls', 'http'],
  catalogue: ['gcp-appLB-'],
  limits: [
    limitFrom(googleEntry('gcp-appLB-backend-timeout'), {
      key: 'backend-timeout',
      change: backendTimeoutChange,
      setting: 'timeoutSec',
      effects: ['fin', 'close-notify', 'rst'],
    }),
  ],
  ingress: {
    controllers: [],
    classNames: ['gce'],
    prefixes: ['kubernetes.io/ingress.global-static-ip-name'],
    settings: ({ service, rule, inventory }) =>
      backendTimeout(service, { inventory, port: rule.servicePort }),
  },
  gateway: {
    controllers: ['networking.gke.io/gateway'],
    classNames: /^gke-l7/,
    settings: ofRoute,
  },
  alsoKnown: [
    {
      setting: 'HTTP keep-alive',
      afterMs: 610_000,
      axis: 'idle',
      reference: 'docs.cloud.google.com/load-balancing/docs/https/request-distribution',
      isVerified: true,
    },
  ],
};

const gcpNlb: HopKind = {
  kind: 'gcp-nlb',
  title: 'Google Cloud passthrough Network Load Balancer',
  role: 'load-balancer',
  terminates: 'no',
  speaks: [],
  catalogue: ['gcp-passthrough-nlb'],
  limits: [
    limitFrom(googleEntry('gcp-passthrough-nlb'), {
      key: 'idle-timeout',
      effects: ['rst-on-next-packet', 'silent'],
    }),
  ],
};

export const googleFamily: Family = {
  kinds: [gcpApplicationLb, gcpNlb],
  catalogue: GOOGLE,
  balancers: {
    name: 'Google Cloud',
    claims: ({ annotations, loadBalancerClass }) =>
      hasPrefix(annotations, ['networking.gke.io/', 'cloud.google.com/']) ||
      /^networking\.gke\.io\//.test(loadBalancerClass ?? ''),
    balancerOf: () => ({ kind: 'gcp-nlb', isDirect: false }),
  },
  objects: { BackendConfig: ['cloud.google.com'] },
};

/** `timeoutSec` of the BackendConfig that the Service names. */
function backendTimeout(
  service: Service | undefined,
  { inventory, port }: { inventory: Inventory; port: string | undefined },
): readonly Setting[] {
  const field =
    service?.annotations.get(BACKEND_CONFIG) ?? service?.annotations.get(`beta.${BACKEND_CONFIG}`);
  const names = field === undefined ? undefined : readInner(field);
  const name = names?.get('ports').get(port ?? '').text ?? names?.get('default').text;
  if (service === undefined || name === undefined) return [];
  const { namespace } = service.object;
  const config = inventory.object({ kind: 'BackendConfig', namespace, name });
  const timeout = config?.root.get('spec').get('timeoutSec');
  if (timeout?.number === undefined) return [];
  return [{ key: 'backend-timeout', ms: timeout.number * 1_000, at: timeout.at }];
}

function backendTimeoutChange(ms: number): Change {
  return {
    where: 'spec of a BackendConfig',
    key: 'timeoutSec',
    text: [`timeoutSec: ${WHOLE_SECONDS.write(ms)}`],
    manifest: { kind: 'BackendConfig', under: ['spec'] },
    also: [
      {
        where: 'annotations of the Service, with the name of the BackendConfig',
        key: BACKEND_CONFIG,
        text: [`${BACKEND_CONFIG}: '{"default": "long-lived"}'`],
        manifest: { kind: 'Service', under: ['metadata', 'annotations'] },
      },
    ],
  };
}

/** What the Service of a route of the Gateway API says. */
function ofRoute(
  { serviceNamespace, serviceName }: GatewayRoute,
  inventory: Inventory,
): readonly Setting[] {
  const service = inventory.service(serviceNamespace, serviceName);
  return backendTimeout(service, { inventory, port: undefined });
}
