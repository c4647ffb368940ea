import {
  type CatalogueEntry,
  EVERY_CARRIAGE,
  entryFinder,
  NOTHING_RESETS,
  PACKETS_RESET,
} from '../../catalogue/entry.ts';
import type { Family } from '../../family.ts';
import type { HopKind } from '../../hop-kind.ts';
import { limitFrom } from '../../limit-from.ts';
import { WHOLE_MINUTES } from '../../notation.ts';
import { hasPrefix } from '../../ownership.ts';
import { annotation } from '../../place.ts';
import { APPLICATION_GATEWAY, azureApplicationGateway } from './application-gateway.ts';
import { azureForContainers, FOR_CONTAINERS } from './for-containers.ts';

/** Keeps the silence of old. */
export const DISABLE_RESET = 'service.beta.kubernetes.io/azure-load-balancer-disable-tcp-reset';

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
    range: '4-100 min',
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
      'github.com/kubernetes-sigs/cloud-provider-azure@7b31c76c pkg/provider/azure_loadbalancer.go:3343 (4 to 100, 4 unless annotated)',
    ],
  },
  {
    id: 'azure-lb-tcp-reset',
    hop: 'cloud-lb',
    component: 'Azure Load Balancer (Standard)',
    setting: 'enableTcpReset',
    configuredIn: [
      { where: 'Service annotation (opts out)', key: DISABLE_RESET },
      { where: 'ARM loadBalancingRules', key: 'enableTcpReset' },
    ],
    default: 'off in the LB; on for a Standard balancer of a Service, since Kubernetes 1.20',
    defaultMs: null,
    kind: 'modifier',
    measures: 'turns the silent drop into a bidirectional RST',
    resetBy: NOTHING_RESETS,
    endsAs: { tcp: 'RST both ends' },
    appliesTo: EVERY_CARRIAGE,
    verified: 'documentation',
    sources: [
      'https://learn.microsoft.com/azure/load-balancer/load-balancer-tcp-reset',
      'github.com/kubernetes-sigs/cloud-provider-azure@7b31c76c pkg/provider/azure_loadbalancer.go:3372',
    ],
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

/** As cloud-provider-azure makes it on a Standard load balancer, unless a Service opts out. */
const azureLbReset: HopKind = {
  ...azureLb,
  kind: 'azure-lb-reset',
  title: 'Azure Load Balancer',
  limits: azureLb.limits.map((limit) => ({ ...limit, effects: ['rst'] })),
};

const azureLbSilent: HopKind = {
  ...azureLb,
  kind: 'azure-lb-silent',
  title: 'Azure Load Balancer',
  limits: azureLb.limits.map((limit) => ({ ...limit, effects: ['silent'] })),
};

const OBJECTS = {
  ApplicationLoadBalancer: ['alb.networking.azure.io'],
  RoutePolicy: ['alb.networking.azure.io'],
  FrontendTLSPolicy: ['alb.networking.azure.io'],
  BackendTLSPolicy: ['alb.networking.azure.io'],
  HealthCheckPolicy: ['alb.networking.azure.io'],
};

export const azureFamily: Family = {
  kinds: [azureLb, azureLbReset, azureLbSilent, azureApplicationGateway, azureForContainers],
  catalogue: [...AZURE, ...APPLICATION_GATEWAY, ...FOR_CONTAINERS],
  balancers: {
    name: 'Azure',
    claims: ({ annotations }) => hasPrefix(annotations, ['service.beta.kubernetes.io/azure-']),
    cluster: {
      providerIds: ['azure://'],
      nodeLabels: ['kubernetes.azure.com/'],
      provisioners: ['disk.csi.azure.com', 'file.csi.azure.com', 'kubernetes.io/azure-disk'],
      objects: OBJECTS,
      controllers: ['azure/application-gateway', 'alb.networking.azure.io/alb-controller'],
    },
    balancerOf: ({ annotations }) => ({
      kind: annotations.get(DISABLE_RESET)?.text === 'true' ? 'azure-lb-silent' : 'azure-lb-reset',
      isDirect: false,
    }),
    sendsProxyProtocol: () => false,
  },
  objects: OBJECTS,
};
