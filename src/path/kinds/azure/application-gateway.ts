import {
  type CatalogueEntry,
  entryFinder,
  NOTHING_RESETS,
  PAYLOAD_RESETS,
  UPGRADED,
} from '../../catalogue/entry.ts';
import type { HopKind } from '../../hop-kind.ts';
import { limitFrom, limitIfConfigured } from '../../limit-from.ts';
import { WHOLE_SECONDS } from '../../notation.ts';
import { annotation } from '../../place.ts';

const PREFIX = 'appgw.ingress.kubernetes.io/';
const AGIC = 'github.com/Azure/application-gateway-kubernetes-ingress@f42103da';
const SEES = ['fin', 'close-notify', 'rst'] as const;

/** Azure Application Gateway, through its ingress controller (AGIC). */
export const APPLICATION_GATEWAY = [
  {
    id: 'azure-appgw',
    hop: 'cloud-lb',
    component: 'Azure Application Gateway',
    setting: 'request timeout',
    configuredIn: [
      { where: 'backend HTTP settings', key: 'requestTimeout' },
      { where: 'Ingress annotation', key: `${PREFIX}request-timeout` },
    ],
    default: '30 s by AGIC, 20 s of the gateway itself',
    defaultMs: 30_000,
    range: '1-86400 s',
    rangeMs: [1_000, 86_400_000],
    kind: 'idle-bidirectional',
    measures:
      'time without an answer of the backend; it ends a WebSocket that is quiet for as long',
    resetBy: PAYLOAD_RESETS,
    endsAs: { tcp: 'closed by the gateway (flag not stated)', ws: '1006' },
    appliesTo: UPGRADED,
    verified: 'documentation',
    verifiedNote: 'value: source; that it ends quiet WebSockets: reported in issues',
    sources: [
      `${AGIC} pkg/appgw/backendhttpsettings.go:239 (30); docs/annotations.md`,
      'https://github.com/Azure/application-gateway-kubernetes-ingress/issues/491',
    ],
  },
  {
    id: 'azure-appgw-connection-draining',
    hop: 'cloud-lb',
    component: 'Azure Application Gateway',
    setting: 'connection draining',
    configuredIn: [
      { where: 'Ingress annotation', key: `${PREFIX}connection-draining: "true"` },
      { where: 'Ingress annotation', key: `${PREFIX}connection-draining-timeout` },
    ],
    default: 'off; 30 s when on',
    defaultMs: null,
    range: '1-3600 s',
    rangeMs: [1_000, 3_600_000],
    kind: 'drain-after-event',
    measures: 'after this time the gateway terminates what still goes to a removed backend',
    resetBy: NOTHING_RESETS,
    endsAs: { tcp: 'closed by the gateway (flag not stated)', ws: '1006' },
    appliesTo: UPGRADED,
    verified: 'source',
    sources: [`${AGIC} docs/annotations.md (connection-draining)`],
  },
  {
    id: 'azure-appgw-pool-update',
    hop: 'cloud-lb',
    component: 'Azure Application Gateway with AGIC',
    setting: 'backend pool update',
    configuredIn: [],
    default: 'at once',
    defaultMs: 0,
    kind: 'drain-after-event',
    measures:
      'any update of any backend pool disconnects every open WebSocket of the gateway: a pod of whatever Ingress that starts or stops is enough',
    resetBy: NOTHING_RESETS,
    endsAs: { ws: '1006' },
    appliesTo: UPGRADED,
    verified: 'documentation',
    verifiedNote: 'reported by users, and confirmed by the vendor as designed',
    sources: [
      'https://github.com/Azure/application-gateway-kubernetes-ingress/issues/1277',
      'https://github.com/Azure/application-gateway-kubernetes-ingress/issues/1614',
    ],
  },
] as const satisfies readonly CatalogueEntry[];

const entry = entryFinder(APPLICATION_GATEWAY);

export const azureApplicationGateway: HopKind = {
  kind: 'azure-application-gateway',
  title: 'Azure Application Gateway',
  role: 'load-balancer',
  carries: ['ws', 'wss'],
  terminates: 'yes',
  speaks: ['tcp', 'tls', 'http'],
  catalogue: ['azure-appgw'],
  limits: [
    limitFrom(entry('azure-appgw'), {
      key: 'request-timeout',
      setting: 'request-timeout',
      place: annotation('ingress', `${PREFIX}request-timeout`, { notation: WHOLE_SECONDS }),
      effects: SEES,
    }),
    limitIfConfigured(entry('azure-appgw-connection-draining'), {
      key: 'connection-draining-timeout',
      setting: 'connection-draining-timeout',
      place: annotation('ingress', `${PREFIX}connection-draining-timeout`, {
        notation: WHOLE_SECONDS,
        needs: { key: `${PREFIX}connection-draining`, value: 'true' },
      }),
      event: 'backend-removed',
      effects: SEES,
    }),
    limitFrom(entry('azure-appgw-pool-update'), {
      key: 'pool-update',
      defaultMs: 0,
      event: 'reload',
      effects: SEES,
    }),
  ],
  // Of a hop that a scenario describes without a cluster.
  inert: ['idle-timeout'],
  ingress: {
    controllers: ['azure/application-gateway'],
    classNames: ['azure-application-gateway', 'azure/application-gateway'],
    prefixes: [PREFIX],
  },
};
