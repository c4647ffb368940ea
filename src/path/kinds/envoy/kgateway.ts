import { goDurationMs } from '../../../objects/durations.ts';
import type { Field } from '../../../objects/field.ts';
import type { GatewayRoute } from '../../../objects/gateway.ts';
import type { Inventory } from '../../../objects/inventory.ts';
import type { ManifestObject } from '../../../objects/object.ts';
import { policiesOn } from '../../../objects/policy-attachment.ts';
import {
  type CatalogueEntry,
  entryFinder,
  NOTHING_RESETS,
  UPGRADED,
} from '../../catalogue/entry.ts';
import type { Family } from '../../family.ts';
import type { HopKind } from '../../hop-kind.ts';
import type { NoUpgrade } from '../../path.ts';
import type { Setting } from '../../setting.ts';
import { BETWEEN_REQUESTS, LISTENER_DRAIN, STREAM_IDLE, TCP_IDLE } from './envoy.ts';
import { idleSetting } from './idle-setting.ts';
import { ANSWER_TIME, inertTime, routeTimeouts } from './times.ts';

const GROUP = 'gateway.kgateway.dev';
const SOURCE =
  'https://github.com/kgateway-dev/kgateway/blob/02b255b8eb8d3b54ca512276ff6e53aa1953dde4/api/v1alpha1';

/** kgateway. */
const KGATEWAY = [
  {
    id: 'kgateway-upgrades',
    hop: 'gateway',
    component: 'kgateway',
    setting: 'upgradeConfig.enabledUpgrades',
    configuredIn: [
      { where: 'ListenerPolicy', key: 'default.httpSettings.upgradeConfig.enabledUpgrades' },
      { where: 'HTTPListenerPolicy (older)', key: 'upgradeConfig.enabledUpgrades' },
    ],
    default: 'none: the upgrade is refused until websocket is listed',
    defaultMs: null,
    kind: 'handshake',
    measures: 'without it the handshake is answered with 403 (field note)',
    resetBy: NOTHING_RESETS,
    endsAs: { http: '403 on the handshake' },
    appliesTo: UPGRADED,
    versions: 'v2.x',
    verified: 'source',
    sources: [`${SOURCE}/http_listener_policy_types.go`],
  },
] as const satisfies readonly CatalogueEntry[];

const kgatewayEntry = entryFinder(KGATEWAY);

const kgateway: HopKind = {
  kind: 'kgateway',
  engine: 'envoy',
  part: 'nginx',
  title: 'kgateway',
  role: 'ingress',
  terminates: 'yes',
  speaks: ['tcp', 'tls', 'http'],
  catalogue: ['kgateway-', 'envoy-stream-idle-timeout', 'envoy-tcp-proxy-idle', 'envoy-drain'],
  limits: [STREAM_IDLE, TCP_IDLE, LISTENER_DRAIN],
  inert: BETWEEN_REQUESTS,
  gateway: {
    controllers: ['kgateway.dev/kgateway'],
    classNames: /^kgateway/,
    settings: policySettings,
    noUpgrade: withoutUpgrade,
  },
  watch: { names: /kgateway/i },
};

export const kgatewayFamily: Family = {
  kinds: [kgateway],
  catalogue: KGATEWAY,
  objects: {
    HTTPListenerPolicy: [GROUP],
    ListenerPolicy: [GROUP],
    TrafficPolicy: [GROUP],
    GatewayParameters: [GROUP],
  },
};

/** The settings for HTTP of the policies on the Gateway: of a ListenerPolicy, or of the older HTTPListenerPolicy. */
function listenerSettings(
  { gateway, listener }: GatewayRoute,
  inventory: Inventory,
): readonly Field[] {
  const on = (kind: string): readonly ManifestObject[] =>
    [{ object: gateway, section: listener.name }, { object: gateway }].flatMap((target) =>
      policiesOn(target, { kind, group: GROUP }, inventory),
    );
  return [
    ...on('ListenerPolicy').flatMap(({ root }) => {
      const spec = root.get('spec');
      const perPort = spec
        .get('perPort')
        .items()
        .filter((one) => one.get('port').number === listener.port)
        .map((one) => one.get('listener').get('httpSettings'));
      return [...perPort, spec.get('default').get('httpSettings')];
    }),
    ...on('HTTPListenerPolicy').map(({ root }) => root.get('spec')),
  ];
}

function policySettings(route: GatewayRoute, inventory: Inventory): readonly Setting[] {
  const listener = listenerSettings(route, inventory);
  const traffic = [route.object, route.gateway].flatMap((object) =>
    policiesOn({ object }, { kind: 'TrafficPolicy', group: GROUP }, inventory).map(({ root }) =>
      root.get('spec').get('timeouts'),
    ),
  );
  const idle = [
    ...traffic.map((timeouts) => timeouts.get('streamIdle')),
    ...listener.map((settings) => settings.get('streamIdleTimeout')),
  ].find(({ exists }) => exists);
  const request = traffic.map((one) => one.get('request')).find(({ exists }) => exists);
  const pooled = listener.map((one) => one.get('idleTimeout')).find(({ exists }) => exists);
  return [
    ...idleSetting('stream-idle-timeout', { ms: goDurationMs(idle?.text ?? ''), field: idle }),
    ...inertTime('timeouts.request', { field: request, why: ANSWER_TIME }),
    ...inertTime('idleTimeout', { field: pooled, why: 'of connections without a request' }),
    ...routeTimeouts(route),
    { key: 'drain-time', unread: { what: 'the GatewayParameters of kgateway' } },
  ];
}

function withoutUpgrade(route: GatewayRoute, inventory: Inventory): NoUpgrade | undefined {
  const upgrades = listenerSettings(route, inventory)
    .map((settings) => settings.get('upgradeConfig').get('enabledUpgrades'))
    .filter(({ exists }) => exists);
  const isListed = upgrades.some((list) =>
    list.items().some(({ text }) => text?.toLowerCase() === 'websocket'),
  );
  if (isListed) return undefined;
  return {
    setting: 'upgradeConfig.enabledUpgrades',
    why: 'kgateway refuses an upgrade until enabledUpgrades of a ListenerPolicy (or HTTPListenerPolicy) on the Gateway lists websocket',
    at: upgrades[0]?.keyAt ?? route.gateway.at,
    fix: [
      'default:',
      '  httpSettings:',
      '    upgradeConfig:',
      '      enabledUpgrades: [websocket]',
    ],
    reference: kgatewayEntry('kgateway-upgrades').sources[0] ?? '',
  };
}
