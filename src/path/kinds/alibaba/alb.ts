import type { Inventory } from '../../../objects/inventory.ts';
import {
  type CatalogueEntry,
  entryFinder,
  NOTHING_RESETS,
  UPGRADED,
} from '../../catalogue/entry.ts';
import { ALIBABA_CCM_SOURCE } from '../../catalogue/sources.ts';
import type { HopKind } from '../../hop-kind.ts';
import { limitFrom } from '../../limit-from.ts';
import { WHOLE_SECONDS } from '../../notation.ts';
import type { IngressPlace, OwnershipSigns } from '../../ownership.ts';
import type { Setting } from '../../setting.ts';
import { isShown } from '../evidence.ts';
import { alibabaBalancers } from './service.ts';

/** Alibaba Cloud ALB. */
export const ALB = [
  {
    id: 'alibaba-alb-idle-timeout',
    hop: 'cloud-lb',
    component: 'Alibaba Cloud ALB (AlbConfig)',
    setting: 'idleTimeout',
    configuredIn: [
      { where: 'AlbConfig spec.listeners[]', key: 'idleTimeout' },
      { where: 'Terraform alicloud_alb_listener', key: 'idle_timeout' },
    ],
    default: '15 s',
    defaultMs: 15_000,
    range: '1-60 s in CCM 2.14',
    rangeMs: [1_000, 60_000],
    kind: 'idle-directional',
    measures: 'idle connection on the ALB listener',
    resetBy: {
      clientBytes: 'yes',
      serverBytes: 'yes',
      tcpKeepalive: 'unknown',
      webSocketPing: 'unknown',
    },
    endsAs: { tcp: 'not established', ws: '1006' },
    appliesTo: UPGRADED,
    verified: 'unverified',
    verifiedNote: 'source (values) / WebSocket behaviour not verified',
    sources: [
      `${ALIBABA_CCM_SOURCE} pkg/util/constant.go:257; pkg/provider/alibaba/alb/listener.go isListenerIdleTimeoutValid (1-60)`,
    ],
    notes:
      'With 60 s as the maximum in the open-source controller a silent WebSocket dies in a minute. A newer console range may exist; not verified.',
  },
  {
    id: 'alibaba-alb-request-timeout',
    hop: 'cloud-lb',
    component: 'Alibaba Cloud ALB (AlbConfig)',
    setting: 'requestTimeout',
    configuredIn: [{ where: 'AlbConfig spec.listeners[]', key: 'requestTimeout' }],
    default: '60 s',
    defaultMs: 60_000,
    range: '1-180 s',
    rangeMs: [1_000, 180_000],
    kind: 'handshake',
    measures: 'backend answer time',
    resetBy: NOTHING_RESETS,
    endsAs: { http: '504' },
    appliesTo: UPGRADED,
    verified: 'source',
    sources: [
      `${ALIBABA_CCM_SOURCE} pkg/util/constant.go:258; pkg/provider/alibaba/alb/listener.go (1-180)`,
      'github.com/aliyun/terraform-provider-alicloud website/docs/r/alb_listener.html.markdown',
    ],
  },
  {
    id: 'alibaba-alb-connection-drain',
    hop: 'cloud-lb',
    component: 'Alibaba Cloud ALB',
    setting: 'connection draining',
    configuredIn: [{ where: 'ALB server group', key: 'ConnectionDrainConfig' }],
    default: 'off',
    defaultMs: null,
    kind: 'drain-after-event',
    measures:
      'after removal/health failure keep sessions for N s, then close; off = sessions end when their requests end',
    resetBy: NOTHING_RESETS,
    endsAs: { http: '500 for requests still running at the end', ws: '1006 (inferred)' },
    appliesTo: UPGRADED,
    verified: 'documentation',
    sources: ['https://www.alibabacloud.com/help/en/document_detail/2703421.html'],
  },
] as const satisfies readonly CatalogueEntry[];

const albEntry = entryFinder(ALB);

export const alibabaAlb: HopKind = {
  kind: 'alibaba-alb',
  title: 'Alibaba Cloud ALB',
  role: 'load-balancer',
  carries: ['ws', 'wss'],
  terminates: 'yes',
  speaks: ['tcp', 'tls', 'http'],
  catalogue: ['alibaba-alb-'],
  limits: [
    limitFrom(albEntry('alibaba-alb-idle-timeout'), {
      key: 'idle-timeout',
      change: (ms) => ({
        where: 'listener of the AlbConfig',
        key: 'idleTimeout',
        text: [`idleTimeout: ${WHOLE_SECONDS.write(ms)}`],
        manifest: { kind: 'AlbConfig', under: ['spec', 'listeners', '0'] },
      }),
      effects: ['fin', 'close-notify', 'rst'],
    }),
  ],
  inert: ['request-timeout'],
  ingress: {
    controllers: ['ingress.k8s.alibabacloud/alb'],
    // It reads two sorts of annotations of ingress-nginx (annotations.go), and has the prefix of AWS's ALB.
    readsToo: [
      'nginx.ingress.kubernetes.io/canary',
      'nginx.ingress.kubernetes.io/ssl-redirect',
      'alb.ingress.kubernetes.io/',
    ],
    takesOver: isClassOfAlibaba,
    settings,
  },
};

const PREFIX = 'alb.ingress.kubernetes.io/';

/** What the controllers of the two clouds that share this prefix read alone (annotations.go of each). */
const ALIBABA_ONLY = [
  'address-type',
  'vswitch-ids',
  'charge-type',
  'id',
  'force-override-listeners',
  'name',
  'address-allocated-mode',
  'edition',
  'access-log',
  'healthcheck-enabled',
  'healthcheck-method',
  'healthcheck-httpcode',
  'backend-label',
  'canary',
];
const AWS_ONLY = [
  'scheme',
  'subnets',
  'target-type',
  'certificate-arn',
  'load-balancer-name',
  'load-balancer-attributes',
  'target-group-attributes',
  'security-groups',
  'group.name',
  'inbound-cidrs',
  'ssl-policy',
  'success-codes',
  'ip-address-type',
];

/** `alb` is the class of two clouds: annotations of one alone tell them apart, or else what the cluster shows. */
function isClassOfAlibaba(
  className: string,
  { controller, ingresses, inventory }: OwnershipSigns,
): boolean {
  if (controller !== undefined || className !== 'alb') return false;
  const has = (names: readonly string[]) =>
    ingresses.some(({ annotations }) => names.some((name) => annotations.has(PREFIX + name)));
  if (has(ALIBABA_ONLY)) return true;
  return !has(AWS_ONLY) && isOnAlibaba(inventory);
}

function isOnAlibaba(inventory: Inventory): boolean {
  return (
    isShown(alibabaBalancers.cluster ?? {}, inventory) ||
    inventory.services.some((service) => alibabaBalancers.claims(service))
  );
}

/** The listener of the AlbConfig that the class names, or of the only one. */
function settings({ ingress, inventory }: IngressPlace): readonly Setting[] {
  const className = ingress.className ?? 'alb';
  const known = inventory.of('IngressClass').find(({ name }) => name === className);
  const named = known?.root.get('spec').get('parameters').get('name').text;
  const all = inventory.of('AlbConfig');
  const config = named === undefined ? all[0] : all.find(({ name }) => name === named);
  const what = named === undefined ? `the AlbConfig of class ${className}` : `AlbConfig ${named}`;
  if (config === undefined) return [{ key: 'idle-timeout', unread: { what } }];
  const port = ingress.hasTls ? 443 : 80;
  const field = config.root
    .get('spec')
    .get('listeners')
    .items()
    .find((listener) => listener.get('port').number === port)
    ?.get('idleTimeout');
  if (field?.number === undefined) return [];
  return [{ key: 'idle-timeout', ms: field.number * 1_000, at: field.at }];
}
