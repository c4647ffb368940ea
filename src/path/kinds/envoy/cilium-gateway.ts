import type { Field } from '../../../objects/field.ts';
import type { Inventory } from '../../../objects/inventory.ts';
import {
  type CatalogueEntry,
  entryFinder,
  PAYLOAD_RESETS,
  UPGRADED,
} from '../../catalogue/entry.ts';
import type { Family } from '../../family.ts';
import type { HopKind } from '../../hop-kind.ts';
import { limitFrom } from '../../limit-from.ts';
import { WHOLE_SECONDS } from '../../notation.ts';
import type { IngressPlace } from '../../ownership.ts';
import type { NoUpgrade } from '../../path.ts';
import type { Setting } from '../../setting.ts';
import { ENDING, TCP_IDLE, WEBSOCKET } from './envoy.ts';
import { idleSetting } from './idle-setting.ts';
import { ANSWER_TIME, inertTime, routeTimeouts } from './times.ts';

/** Cilium Ingress and Gateway. */
const CILIUM_GATEWAY = [
  {
    id: 'cilium-gateway-http-timeouts',
    hop: 'gateway',
    component: 'Cilium Ingress/Gateway (Envoy)',
    setting: 'http-request-timeout, http-idle-timeout, http-stream-idle-timeout',
    configuredIn: [
      { where: 'agent flag', key: 'http-request-timeout' },
      { where: 'agent flag', key: 'http-idle-timeout' },
      { where: 'agent flag', key: 'http-stream-idle-timeout' },
    ],
    default: '3600 s / 0 / 300 s',
    defaultMs: 300_000,
    kind: 'idle-bidirectional',
    measures: 'Envoy route timeout / stream idle timeout',
    resetBy: PAYLOAD_RESETS,
    endsAs: { tcp: 'close', ws: '1006' },
    appliesTo: UPGRADED,
    verified: 'documentation',
    verifiedNote: 'documentation (values)',
    sources: [
      'github.com/cilium/cilium Documentation/cmdref/cilium-agent.md',
      'quoted in a public repository: (http-stream-idle-timeout:300)',
    ],
  },
] as const satisfies readonly CatalogueEntry[];

const ciliumGatewayEntry = entryFinder(CILIUM_GATEWAY);

const ciliumGateway: HopKind = {
  kind: 'cilium-gateway',
  engine: 'envoy',
  part: 'nginx',
  title: 'Cilium Ingress and Gateway',
  role: 'ingress',
  terminates: 'yes',
  speaks: ['tcp', 'tls', 'http'],
  catalogue: ['cilium-gateway-', 'envoy-stream-idle-timeout'],
  limits: [
    limitFrom(ciliumGatewayEntry('cilium-gateway-http-timeouts'), {
      ...ENDING,
      ...WEBSOCKET,
      key: 'http-stream-idle-timeout',
      change: (ms) => ({
        where: 'data of the ConfigMap cilium-config',
        key: 'http-stream-idle-timeout',
        text: [`http-stream-idle-timeout: "${WHOLE_SECONDS.write(ms)}"`],
        manifest: { kind: 'ConfigMap', name: 'cilium-config', under: ['data'] },
      }),
      setting: 'http-stream-idle-timeout',
    }),
    TCP_IDLE,
  ],
  capacities: [
    {
      key: 'cluster-max-connections',
      setting: 'proxy-cluster-max-connections',
      most: 1_024,
      counts: 'connections to one backend from the Envoy of each node',
      reference: 'https://docs.cilium.io/en/stable/cmdref/cilium-agent/',
    },
    {
      key: 'max-active-downstream-connections',
      setting: 'proxy-max-active-downstream-connections',
      most: 50_000,
      counts: 'connections to the Envoy of each node',
      reference: 'https://docs.cilium.io/en/stable/cmdref/cilium-agent/',
    },
  ],
  inert: ['http-request-timeout', 'http-idle-timeout'],
  ingress: {
    controllers: ['cilium.io/ingress-controller'],
    classNames: ['cilium'],
    prefixes: ['ingress.cilium.io/'],
    settings: ({ ingress, inventory }) => [
      ...inertTime('ingress.cilium.io/request-timeout', {
        field: ingress.annotations.get('ingress.cilium.io/request-timeout'),
        why: ANSWER_TIME,
      }),
      ...streamIdle(inventory),
    ],
    noUpgrade: withoutUpgrade,
  },
  gateway: {
    controllers: ['io.cilium/gateway-controller'],
    classNames: /^cilium/,
    settings: (route, inventory) => [...routeTimeouts(route), ...streamIdle(inventory)],
  },
  watch: { names: /cilium-envoy|cilium-gateway/i },
};

export const ciliumGatewayFamily: Family = { kinds: [ciliumGateway], catalogue: CILIUM_GATEWAY };

/** What Cilium's own configuration says; not known where it is not among the manifests. */
function streamIdle(inventory: Inventory): readonly Setting[] {
  const config = inventory.of('ConfigMap').find(({ name }) => name === 'cilium-config');
  if (config === undefined)
    return [{ key: 'http-stream-idle-timeout', unread: { what: 'the ConfigMap cilium-config' } }];
  const data = config.root.get('data');
  const field = data.get('http-stream-idle-timeout');
  return [
    ...idleSetting('http-stream-idle-timeout', {
      ms: WHOLE_SECONDS.parse(field.text ?? ''),
      field,
    }),
    ...capacity('cluster-max-connections', data.get('proxy-cluster-max-connections')),
    ...capacity(
      'max-active-downstream-connections',
      data.get('proxy-max-active-downstream-connections'),
    ),
  ];
}

function capacity(key: string, field: Field): readonly Setting[] {
  const most = Number(field.text);
  return field.text === undefined || !Number.isInteger(most)
    ? []
    : [{ capacity: { key, most: most === 0 ? Number.POSITIVE_INFINITY : most, at: field.at } }];
}

/** WebSockets are on for an Ingress unless the annotation switches them off. */
function withoutUpgrade({ ingress }: IngressPlace): NoUpgrade | undefined {
  const key = 'ingress.cilium.io/websocket';
  const field = ingress.annotations.get(key);
  if (field?.text !== 'disabled') return undefined;
  return {
    setting: key,
    why: `WebSockets are switched off by ${key}: disabled`,
    at: field.keyAt,
    fix: [`${key}: enabled`],
    reference: 'https://docs.cilium.io/en/stable/network/servicemesh/ingress/',
  };
}
