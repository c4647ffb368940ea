import {
  type CatalogueEntry,
  EVERY_CARRIAGE,
  entryFinder,
  NOTHING_RESETS,
  PACKETS_RESET,
  PAYLOAD_RESETS,
  UPGRADED,
} from '../../catalogue/entry.ts';
import type { Family } from '../../family.ts';
import type { HopKind } from '../../hop-kind.ts';
import { limitFrom, limitIfConfigured } from '../../limit-from.ts';
import { WHOLE_MINUTES } from '../../notation.ts';
import { hasPrefix } from '../../ownership.ts';
import { annotation } from '../../place.ts';

/** Microsoft Azure. */
const AZURE = [
  {
    id: 'azure-lb-idle-timeout',
    hop: 'cloud-lb',
    component: 'Azure Load Balancer',
    setting: 'idleTimeoutInMinutes',
    configuredIn: [
      {
        where: 'Service annotation',
        key: 'service.beta.kubernetes.io/azure-load-balancer-tcp-idle-timeout (minutes)',
      },
      { where: 'ARM loadBalancingRules', key: 'idleTimeoutInMinutes' },
    ],
    default: '4 min',
    defaultMs: 240_000,
    range: '4-100 min in the platform docs; 4-30 in the provider docs',
    rangeMs: [240_000, 6_000_000],
    kind: 'idle-bidirectional',
    measures: 'idle TCP flow',
    resetBy: { ...PACKETS_RESET, note: 'TCP keep-alive: documented remedy: TCP keepalive' },
    endsAs: {
      tcp: 'default: SILENT drop of the flow; with enableTcpReset: RST to both ends at expiry',
      ws: 'silent until next send / ECONNRESET',
    },
    appliesTo: EVERY_CARRIAGE,
    verified: 'documentation',
    sources: [
      'https://learn.microsoft.com/azure/load-balancer/load-balancer-tcp-reset',
      'https://learn.microsoft.com/azure/load-balancer/load-balancer-tcp-idle-timeout (4-100 min)',
      'github.com/kubernetes-sigs/cloud-provider-azure site/content/en/topics/loadbalancer.md (annotation, says 4-30)',
    ],
  },
  {
    id: 'azure-lb-tcp-reset',
    hop: 'cloud-lb',
    component: 'Azure Load Balancer (Standard)',
    setting: 'enableTcpReset',
    configuredIn: [{ where: 'ARM loadBalancingRules', key: 'enableTcpReset' }],
    default: 'off in the LB; what AKS sets is not verified',
    defaultMs: null,
    kind: 'modifier',
    measures: 'turns the silent drop into a bidirectional RST',
    resetBy: NOTHING_RESETS,
    endsAs: { tcp: 'RST both ends' },
    appliesTo: EVERY_CARRIAGE,
    verified: 'documentation',
    sources: ['https://learn.microsoft.com/azure/load-balancer/load-balancer-tcp-reset'],
  },
  {
    id: 'azure-appgw',
    hop: 'cloud-lb',
    component: 'Azure Application Gateway',
    setting: 'request timeout / idle timeout',
    configuredIn: [
      { where: 'backend HTTP settings', key: 'requestTimeout' },
      { where: 'Ingress annotation', key: 'appgw.ingress.kubernetes.io/request-timeout' },
    ],
    default: 'not established',
    defaultMs: null,
    kind: 'idle-bidirectional',
    measures: 'not established',
    resetBy: PAYLOAD_RESETS,
    endsAs: {},
    appliesTo: UPGRADED,
    verified: 'unverified',
    verifiedNote: 'NOT verified',
    sources: ['no source read: general knowledge'],
  },
] as const satisfies readonly CatalogueEntry[];

const azureEntry = entryFinder(AZURE);

const azureLb: HopKind = {
  kind: 'azure-lb',
  title: 'Azure Load Balancer',
  role: 'load-balancer',
  terminates: 'no',
  speaks: [],
  catalogue: ['azure-lb-'],
  // `rst` with TCP reset enabled on the rule, silence without.
  onIdle: ['silent', 'rst'],
  limits: [
    limitFrom(azureEntry('azure-lb-idle-timeout'), {
      key: 'idle-timeout',
      effects: ['silent', 'rst'],
      place: annotation(
        'balancer',
        'service.beta.kubernetes.io/azure-load-balancer-tcp-idle-timeout',
        { notation: WHOLE_MINUTES },
      ),
    }),
  ],
};

const azureApplicationGateway: HopKind = {
  kind: 'azure-application-gateway',
  title: 'Azure Application Gateway',
  role: 'load-balancer',
  carries: ['ws', 'wss'],
  terminates: 'yes',
  speaks: ['tcp', 'tls', 'http'],
  catalogue: ['azure-appgw'],
  limits: [
    limitIfConfigured(azureEntry('azure-appgw'), {
      key: 'idle-timeout',
      setting: 'idle timeout',
      effects: ['fin', 'close-notify', 'rst'],
    }),
  ],
  inert: ['request-timeout'],
  ingress: {
    controllers: ['azure/application-gateway'],
    classNames: ['azure-application-gateway', 'azure/application-gateway'],
    prefixes: ['appgw.ingress.kubernetes.io/'],
  },
};

export const azureFamily: Family = {
  kinds: [azureLb, azureApplicationGateway],
  catalogue: AZURE,
  balancers: {
    name: 'Azure',
    claims: ({ annotations }) => hasPrefix(annotations, ['service.beta.kubernetes.io/azure-']),
    balancerOf: () => ({ kind: 'azure-lb', isDirect: false }),
  },
};
