import {
  type CatalogueEntry,
  entryFinder,
  NOTHING_RESETS,
  UPGRADED,
} from '../../catalogue/entry.ts';
import type { HopKind } from '../../hop-kind.ts';
import { limitFrom } from '../../limit-from.ts';
import { WHOLE_SECONDS } from '../../notation.ts';
import { annotation } from '../../place.ts';
import { isAlbAnswer } from './alb-actions.ts';
import { albHasTls } from './alb-listeners.ts';
import { albGatewaySettings } from './gateway.ts';
import { ALB_IDLE_RANGE, albSettings, IDLE_ATTRIBUTE } from './ingress.ts';
import { DELAY, targetGroupEntry } from './target-group.ts';

/** AWS Application Load Balancer. */
export const ALB = [
  {
    id: 'aws-alb-idle-timeout',
    hop: 'cloud-lb',
    component: 'AWS ALB',
    setting: 'idle_timeout.timeout_seconds',
    configuredIn: [
      {
        where: 'Ingress annotation (AWS Load Balancer Controller)',
        key: 'alb.ingress.kubernetes.io/load-balancer-attributes: idle_timeout.timeout_seconds=<n>',
      },
      {
        where:
          'IngressClassParams, which win over the annotation; LoadBalancerConfiguration of a Gateway',
        key: 'spec.loadBalancerAttributes[]',
      },
      { where: 'ELBv2 attribute', key: 'idle_timeout.timeout_seconds' },
    ],
    default: '60 s',
    defaultMs: 60_000,
    range: '1-4000 s',
    rangeMs: ALB_IDLE_RANGE,
    kind: 'idle-bidirectional',
    measures: 'no data sent or received on the client or target connection',
    resetBy: {
      clientBytes: 'yes',
      serverBytes: 'yes',
      tcpKeepalive: 'unknown',
      webSocketPing: 'yes',
      note: 'TCP keep-alive: not found for ALB (documented "no" for CLB: probes carry no payload); WebSocket ping: payload, so expected yes; HTTP/2 PING frames do NOT reset it',
    },
    endsAs: { tcp: 'FIN (not verified)', http: '504 before a response', ws: '1006' },
    appliesTo: UPGRADED,
    verified: 'documentation',
    sources: [
      'https://docs.aws.amazon.com/elasticloadbalancing/latest/application/edit-load-balancer-attributes',
      'kubernetes-sigs/aws-load-balancer-controller@225f4456 docs/guide/ingress/annotations.md; pkg/ingress/model_build_load_balancer_attributes.go',
    ],
  },
  {
    id: 'aws-alb-client-keepalive',
    hop: 'cloud-lb',
    component: 'AWS ALB',
    setting: 'client_keep_alive.seconds',
    configuredIn: [{ where: 'ELBv2 attribute', key: 'client_keep_alive.seconds' }],
    default: '3600 s (not re-read)',
    defaultMs: 3_600_000,
    kind: 'max-age',
    measures:
      'maximum time an HTTP client connection is kept; effect on upgraded connections not established',
    resetBy: NOTHING_RESETS,
    endsAs: { tcp: 'FIN after the current response' },
    appliesTo: ['http-keepalive'],
    verified: 'unverified',
    verifiedNote:
      'attribute exists (doc section "HTTP client keepalive duration"); value NOT re-read',
    sources: [
      'https://docs.aws.amazon.com/elasticloadbalancing/latest/application/edit-load-balancer-attributes',
    ],
  },
] as const satisfies readonly CatalogueEntry[];

const albEntry = entryFinder(ALB);

export const awsAlb: HopKind = {
  kind: 'aws-alb',
  title: 'AWS Application Load Balancer',
  role: 'load-balancer',
  carries: ['ws', 'wss'],
  terminates: 'yes',
  speaks: ['tcp', 'tls', 'http'],
  catalogue: ['aws-alb-'],
  limits: [
    limitFrom(albEntry('aws-alb-idle-timeout'), {
      key: 'idle-timeout',
      effects: ['fin', 'close-notify'],
      place: annotation('ingress', 'alb.ingress.kubernetes.io/load-balancer-attributes', {
        notation: WHOLE_SECONDS,
        attribute: IDLE_ATTRIBUTE,
      }),
    }),
    limitFrom(targetGroupEntry('aws-alb-deregistration-delay'), {
      key: 'deregistration-delay',
      setting: DELAY,
      event: 'backend-removed',
      effects: ['fin', 'close-notify', 'rst'],
    }),
  ],
  // The age of an HTTP keep-alive connection; its effect on an upgraded one is not established.
  inert: ['client-keep-alive'],
  alsoKnown: [
    {
      setting: 'client_keep_alive',
      afterMs: 3_600_000,
      axis: 'age',
      reference: 'docs.aws.amazon.com/elasticloadbalancing/latest/application',
      isVerified: true,
    },
  ],
  ingress: {
    controllers: ['ingress.k8s.aws/alb', 'eks.amazonaws.com/alb'],
    prefixes: ['alb.ingress.kubernetes.io/'],
    settings: albSettings,
    hasTls: albHasTls,
    answersItself: isAlbAnswer,
  },
  gateway: { controllers: ['gateway.k8s.aws/alb'], settings: albGatewaySettings },
};
