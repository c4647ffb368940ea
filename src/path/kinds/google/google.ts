import type { GatewayRoute } from '../../../objects/gateway.ts';
import type { Ingress } from '../../../objects/ingress.ts';
import type { Inventory } from '../../../objects/inventory.ts';
import { entryFinder } from '../../catalogue/entry.ts';
import type { Change } from '../../change.ts';
import type { Family } from '../../family.ts';
import type { HopKind } from '../../hop-kind.ts';
import { limitFrom } from '../../limit-from.ts';
import { WHOLE_SECONDS } from '../../notation.ts';
import { type ClusterEvidence, hasPrefix } from '../../ownership.ts';
import { isShown } from '../evidence.ts';
import { GOOGLE } from './catalogue.ts';
import { BACKEND_CONFIG, gatewaySettings, ingressSettings } from './policies.ts';

const googleEntry = entryFinder(GOOGLE);

/** What a Service's policy says of a pod that leaves. */
const DRAINING = limitFrom(googleEntry('gcp-appLB-connection-draining'), {
  key: 'draining-timeout',
  setting: 'drainingTimeoutSec',
  defaultMs: 0,
  event: 'backend-removed',
  effects: ['fin', 'close-notify', 'rst'],
});

/** Annotations of an Ingress that only the controllers of GKE read. */
const INGRESS_PREFIXES = [
  'kubernetes.io/ingress.global-static-ip-name',
  'kubernetes.io/ingress.regional-static-ip-name',
  'networking.gke.io/',
  'ingress.gcp.kubernetes.io/',
];

const OBJECTS = {
  BackendConfig: ['cloud.google.com'],
  FrontendConfig: ['networking.gke.io'],
  ManagedCertificate: ['networking.gke.io'],
  GCPBackendPolicy: ['networking.gke.io'],
  GCPGatewayPolicy: ['networking.gke.io'],
  HealthCheckPolicy: ['networking.gke.io'],
};

/** What only a cluster of GKE contains. */
const EVIDENCE: ClusterEvidence = {
  providerIds: ['gce://'],
  nodeLabels: ['cloud.google.com/gke-'],
  provisioners: ['pd.csi.storage.gke.io', 'kubernetes.io/gce-pd', 'filestore.csi.storage.gke.io'],
  objects: OBJECTS,
  controllers: ['networking.gke.io/gateway'],
};

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
    DRAINING,
  ],
  ingress: {
    controllers: [],
    classNames: ['gce'],
    prefixes: INGRESS_PREFIXES,
    withoutClass: isOfGke,
    settings: ingressSettings,
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

/** The classes whose balancer is built on Envoy: nobody established what they do with a busy WebSocket at the timeout. */
const gcpManagedLb: HopKind = {
  ...gcpApplicationLb,
  kind: 'gcp-managed-application-lb',
  title: 'Google Cloud Application Load Balancer (managed, regional or internal)',
  limits: [
    limitFrom(googleEntry('gcp-appLB-managed-backend-timeout'), {
      key: 'backend-timeout',
      change: backendTimeoutChange,
      setting: 'timeoutSec',
      effects: ['fin', 'close-notify', 'rst'],
    }),
    DRAINING,
  ],
  ingress: {
    controllers: [],
    classNames: ['gce-internal', 'gce-regional-external'],
    settings: ingressSettings,
  },
};

/** The same balancers made by a Gateway, where a policy that targets the Service sets the timeout. */
const gkeGatewayLb: HopKind = {
  ...withoutOwnership(gcpManagedLb),
  kind: 'gke-gateway-lb',
  title: 'Google Cloud Application Load Balancer of a GKE Gateway',
  limits: [{ ...gcpManagedLb.limits[0]!, change: policyChange }, DRAINING],
  gateway: {
    controllers: ['networking.gke.io/gateway'],
    classNames: /^gke-l7/,
    settings: gatewaySettings,
    variant: gatewayVariant,
  },
};

const gkeGatewayClassicLb: HopKind = {
  ...withoutOwnership(gcpApplicationLb),
  kind: 'gke-gateway-classic-lb',
  title: 'Google Cloud external Application Load Balancer of a GKE Gateway (gke-l7-gxlb)',
  limits: [{ ...gcpApplicationLb.limits[0]!, change: policyChange }, DRAINING],
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
  kinds: [gcpApplicationLb, gcpManagedLb, gkeGatewayLb, gkeGatewayClassicLb, gcpNlb],
  catalogue: GOOGLE,
  balancers: {
    name: 'Google Cloud',
    claims: ({ annotations, loadBalancerClass }) =>
      hasPrefix(annotations, ['networking.gke.io/', 'cloud.google.com/']) ||
      /^networking\.gke\.io\//.test(loadBalancerClass ?? ''),
    cluster: EVIDENCE,
    balancerOf: () => ({ kind: 'gcp-nlb', isDirect: false }),
    sendsProxyProtocol: () => false,
  },
  objects: OBJECTS,
};

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

/** GKE serves an Ingress without a class itself. */
function isOfGke(_ingress: Ingress, inventory: Inventory): boolean {
  return isShown(EVIDENCE, inventory);
}

/** All classes have one controller; only the classic one is built on the front ends alone. */
function gatewayVariant({ gateway }: GatewayRoute): string {
  const className = gateway.root.get('spec').get('gatewayClassName').text ?? '';
  return /^gke-l7-gxlb/.test(className) ? 'gke-gateway-classic-lb' : 'gke-gateway-lb';
}

function withoutOwnership({ ingress, gateway, ...rest }: HopKind): HopKind {
  return rest;
}

function policyChange(ms: number): Change {
  return {
    where: 'spec.default of a GCPBackendPolicy whose targetRef is the Service',
    key: 'timeoutSec',
    text: [`timeoutSec: ${WHOLE_SECONDS.write(ms)}`],
    manifest: { kind: 'GCPBackendPolicy', under: ['spec', 'default'] },
  };
}
