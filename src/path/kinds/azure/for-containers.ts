import { goDurationMs } from '../../../objects/durations.ts';
import type { GatewayRoute } from '../../../objects/gateway.ts';
import type { Inventory } from '../../../objects/inventory.ts';
import { type CatalogueEntry, NOTHING_RESETS, UPGRADED } from '../../catalogue/entry.ts';
import type { HopKind } from '../../hop-kind.ts';
import { limitIfConfigured } from '../../limit-from.ts';
import type { Setting } from '../../setting.ts';
import { cloudUnknown, notKnown, unknownIdle } from '../hosters/cloud-idle.ts';

/** Azure Application Gateway for Containers, through its ALB controller. */
const AGC_ROUTE_TIMEOUT: CatalogueEntry = {
  id: 'azure-agc-route-timeout',
  hop: 'cloud-lb',
  component: 'Azure Application Gateway for Containers',
  setting: 'routeTimeout',
  configuredIn: [
    { where: 'RoutePolicy', key: 'spec.default.timeouts.routeTimeout' },
    { where: 'HTTPRoute', key: 'rules[].timeouts.request' },
  ],
  default: 'not established',
  defaultMs: null,
  kind: 'max-age',
  measures: 'time of a whole request; taken for the maximum life of a WebSocket',
  resetBy: NOTHING_RESETS,
  endsAs: {},
  appliesTo: UPGRADED,
  verified: 'unverified',
  verifiedNote: 'that it holds for a WebSocket, and the idle timeouts beside it: NOT verified',
  sources: [
    'https://learn.microsoft.com/en-us/azure/application-gateway/for-containers/how-to-websockets-gateway-api',
  ],
};

/** There are timeouts of idle streams in every proxy; nobody found those of this one. */
const IDLE: CatalogueEntry = cloudUnknown({
  id: 'azure-agc-idle',
  component: 'Azure Application Gateway for Containers',
  sources: AGC_ROUTE_TIMEOUT.sources,
});

const ITSELF = notKnown('Application Gateway for Containers itself');

/** What is known of it. */
export const FOR_CONTAINERS: readonly CatalogueEntry[] = [AGC_ROUTE_TIMEOUT, IDLE];

export const azureForContainers: HopKind = {
  kind: 'azure-application-gateway-for-containers',
  title: 'Azure Application Gateway for Containers',
  role: 'load-balancer',
  carries: ['ws', 'wss'],
  terminates: 'yes',
  speaks: ['tcp', 'tls', 'http'],
  catalogue: ['azure-agc-'],
  limits: [
    limitIfConfigured(AGC_ROUTE_TIMEOUT, {
      key: 'route-timeout',
      effects: ['fin', 'close-notify', 'rst'],
      change: (ms) => ({
        where: 'spec.default.timeouts of the RoutePolicy of the route',
        key: 'routeTimeout',
        text: [`routeTimeout: ${Math.ceil(ms / 1_000)}s`],
      }),
    }),
    unknownIdle(IDLE),
  ],
  ingress: {
    controllers: ['alb.networking.azure.io/alb-controller'],
    classNames: ['azure-alb-external'],
    prefixes: ['alb.networking.azure.io/'],
    settings: () => [ITSELF],
  },
  gateway: {
    controllers: ['alb.networking.azure.io/alb-controller'],
    classNames: /^azure-alb/,
    settings,
  },
};

/** The RoutePolicy that targets the route, then the route itself. */
function settings(route: GatewayRoute, inventory: Inventory): readonly Setting[] {
  const { object, requestTimeout } = route;
  const policies = inventory.of('RoutePolicy').filter(({ namespace, root }) => {
    const target = root.get('spec').get('targetRef');
    const isSame =
      target.get('name').text === object.name && target.get('kind').text === object.kind;
    return isSame && (target.get('namespace').text ?? namespace) === object.namespace;
  });
  const written = [
    ...policies.map(({ root }) =>
      root.get('spec').get('default').get('timeouts').get('routeTimeout'),
    ),
    requestTimeout,
  ];
  const values = written.flatMap((field) => {
    const ms = goDurationMs(field.text ?? '');
    return ms === undefined ? [] : [{ key: 'route-timeout', ms, at: field.at }];
  });
  return [...values, ITSELF];
}
