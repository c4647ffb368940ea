import type { GatewayRoute } from '../../../objects/gateway.ts';
import { type CatalogueEntry, EVERY_CARRIAGE, entryFinder } from '../../catalogue/entry.ts';
import type { HopKind, LimitSpec } from '../../hop-kind.ts';
import { limitFrom, limitIfConfigured } from '../../limit-from.ts';
import { WHOLE_SECONDS } from '../../notation.ts';
import { nlbGatewaySettings } from './gateway.ts';
import { AWS_PREFIX } from './service.ts';
import { targetGroupEntry } from './target-group.ts';

/** AWS Network Load Balancer. */
export const NLB = [
  {
    id: 'aws-nlb-tcp-idle-timeout',
    hop: 'cloud-lb',
    component: 'AWS NLB TCP listener',
    setting: 'tcp.idle_timeout.seconds',
    configuredIn: [
      {
        where: 'Service annotation (AWS Load Balancer Controller)',
        key: 'service.beta.kubernetes.io/aws-load-balancer-listener-attributes.TCP-<port>: tcp.idle_timeout.seconds=<n>',
      },
      { where: 'ELBv2 listener attribute', key: 'tcp.idle_timeout.seconds' },
    ],
    default: '350 s',
    defaultMs: 350_000,
    range: '60-6000 s',
    rangeMs: [60_000, 6_000_000],
    kind: 'idle-bidirectional',
    measures: 'no data by client or target',
    resetBy: {
      clientBytes: 'yes',
      serverBytes: 'yes',
      tcpKeepalive: 'unknown',
      webSocketPing: 'yes',
      note: 'TCP keep-alive: not found in the documentation that was read',
    },
    endsAs: {
      tcp: 'flow removed; commonly RST on the next packet (not verified in what was read)',
      ws: 'ECONNRESET on next send / 1006',
    },
    appliesTo: EVERY_CARRIAGE,
    verified: 'documentation',
    sources: [
      'https://docs.aws.amazon.com/elasticloadbalancing/latest/network/update-idle-timeout.html',
      'github.com/kubernetes/ingress-nginx docs/deploy/index.md:311',
      'AWS LBC test files ("aws-load-balancer-listener-attributes.TCP-80": "tcp.idle_timeout.seconds=400")',
    ],
    notes: '10800 is impossible here as well (max 6000).',
  },
  {
    id: 'aws-nlb-tls-idle-timeout',
    hop: 'cloud-lb',
    component: 'AWS NLB TLS listener',
    setting: '(fixed)',
    configuredIn: [],
    default: '350 s',
    defaultMs: 350_000,
    kind: 'idle-bidirectional',
    measures: 'as above, TLS terminated at the NLB',
    resetBy: {
      clientBytes: 'yes',
      serverBytes: 'yes',
      tcpKeepalive: 'unknown',
      webSocketPing: 'yes',
    },
    endsAs: { tcp: 'not verified' },
    appliesTo: ['wss-terminated'],
    verified: 'documentation',
    sources: [
      'https://docs.aws.amazon.com/elasticloadbalancing/latest/network/update-idle-timeout.html',
    ],
    notes: 'Not configurable.',
  },
] as const satisfies readonly CatalogueEntry[];

const nlbEntry = entryFinder(NLB);

/** What a listener can be of; the annotation has it in its name. */
const PROTOCOLS = ['TCP', 'TLS', 'TCP_UDP', 'UDP'];

const TARGETS: readonly LimitSpec[] = [
  limitIfConfigured(targetGroupEntry('aws-nlb-deregistration-delay'), {
    key: 'deregistration-delay',
    setting: 'deregistration_delay with connection_termination',
    event: 'backend-removed',
    effects: ['rst'],
  }),
  limitFrom(targetGroupEntry('aws-nlb-unhealthy-termination'), {
    key: 'unhealthy-termination',
    setting: 'unhealthy.connection_termination',
    // The default is at once.
    defaultMs: 0,
    event: 'backend-unhealthy',
    effects: ['rst'],
  }),
];

export const awsNlb: HopKind = {
  kind: 'aws-nlb',
  title: 'AWS Network Load Balancer',
  role: 'load-balancer',
  terminates: 'no',
  speaks: [],
  catalogue: ['aws-nlb-'],
  onIdle: ['rst-on-next-packet', 'silent'],
  limits: [
    limitFrom(nlbEntry('aws-nlb-tcp-idle-timeout'), {
      key: 'idle-timeout',
      place: {
        on: 'balancer',
        notation: WHOLE_SECONDS,
        keys: (port) =>
          PROTOCOLS.map((protocol) => `${AWS_PREFIX}listener-attributes.${protocol}-${port}`),
        attribute: 'tcp.idle_timeout.seconds',
        isPerPort: true,
      },
      effects: ['rst-on-next-packet', 'silent'],
    }),
    ...TARGETS,
  ],
  gateway: {
    controllers: ['gateway.k8s.aws/nlb'],
    variant: gatewayKind,
    settings: nlbGatewaySettings,
  },
};

/** Served by the controller inside the cloud provider, which has no annotation for the idle timeout. */
export const awsNlbInTree: HopKind = {
  kind: 'aws-nlb-in-tree',
  title: 'AWS Network Load Balancer of the in-tree controller',
  role: 'load-balancer',
  terminates: 'no',
  speaks: [],
  catalogue: ['aws-nlb-'],
  onIdle: ['rst-on-next-packet', 'silent'],
  limits: [
    limitFrom(nlbEntry('aws-nlb-tcp-idle-timeout'), {
      key: 'idle-timeout',
      effects: ['rst-on-next-packet', 'silent'],
    }),
    ...TARGETS,
  ],
};

/** A TLS listener: the NLB ends TLS, and its idle timeout cannot be changed. */
export const awsNlbTls: HopKind = {
  kind: 'aws-nlb-tls',
  title: 'AWS Network Load Balancer, TLS listener',
  role: 'load-balancer',
  terminates: 'maybe',
  speaks: ['tcp', 'tls'],
  catalogue: ['aws-nlb-'],
  onIdle: ['rst-on-next-packet', 'silent', 'rst', 'fin'],
  limits: [
    limitFrom(nlbEntry('aws-nlb-tls-idle-timeout'), {
      key: 'idle-timeout',
      setting: 'idle timeout of a TLS listener',
      rangeMs: [350_000, 350_000],
      effects: ['rst-on-next-packet', 'silent', 'rst', 'fin'],
    }),
    ...TARGETS,
  ],
};

function gatewayKind({ listener }: GatewayRoute): string | undefined {
  return listener.protocol === 'TLS' && !listener.isPassthrough ? 'aws-nlb-tls' : undefined;
}
