import type { Inventory } from '../../../objects/inventory.ts';
import { readInner } from '../../../objects/yaml-document.ts';
import { type CatalogueEntry, PAYLOAD_RESETS, UPGRADED } from '../../catalogue/entry.ts';
import type { Family } from '../../family.ts';
import type { HopKind } from '../../hop-kind.ts';
import { limitFrom } from '../../limit-from.ts';
import type { Setting } from '../../setting.ts';
import { BETWEEN_REQUESTS, STREAM_IDLE } from './envoy.ts';
import { idleSetting } from './idle-setting.ts';

/** Its settings, in the namespace of its installation. */
const CONFIG_MAP = 'higress-config';

/** Higress. */
const HIGRESS = [
  {
    id: 'higress-mse',
    hop: 'gateway',
    component: 'Higress / MSE cloud-native gateway',
    setting: 'downstream.idleTimeout',
    configuredIn: [
      { where: 'ConfigMap higress-config, key higress', key: 'downstream.idleTimeout (seconds)' },
    ],
    default: '180 s; 0 switches it off',
    defaultMs: 180_000,
    kind: 'idle-bidirectional',
    measures:
      "becomes Envoy's stream_idle_timeout: no bytes of either side on a stream or WebSocket",
    resetBy: PAYLOAD_RESETS,
    endsAs: {},
    appliesTo: UPGRADED,
    verified: 'source',
    sources: [
      'github.com/alibaba/higress@4e0d6914 (2026-04-30) pkg/ingress/kube/configmap/global.go:40,546; helm/core/values.yaml:717',
    ],
  },
] as const satisfies readonly CatalogueEntry[];

const higress: HopKind = {
  kind: 'higress',
  engine: 'envoy',
  part: 'nginx',
  title: 'Higress, Alibaba Cloud MSE gateway',
  role: 'ingress',
  carries: ['ws', 'wss'],
  terminates: 'yes',
  speaks: ['tcp', 'tls', 'http'],
  catalogue: ['higress-'],
  limits: [
    limitFrom(HIGRESS[0], {
      key: 'stream-idle-timeout',
      effects: STREAM_IDLE.effects,
      change: (ms) => ({
        where: 'data.higress of ConfigMap higress-config',
        key: 'idleTimeout',
        text: ['downstream:', `  idleTimeout: ${Math.ceil(ms / 1_000)}`],
        manifest: { kind: 'ConfigMap', name: CONFIG_MAP, under: ['data', 'higress'] },
      }),
    }),
  ],
  inert: BETWEEN_REQUESTS,
  ingress: {
    controllers: ['higress.io/higress-controller', 'mse.alibabacloud.com/ingress'],
    classNames: ['higress', 'mse'],
    readsToo: ['nginx.ingress.kubernetes.io/'],
    settings: ({ ingress, inventory }) => settings(inventory, ingress.className),
  },
  gateway: {
    controllers: ['higress.io/gateway-controller'],
    classNames: /^higress/,
    settings: (_route, inventory) => settings(inventory, undefined),
  },
  watch: { names: /higress/i },
  pods: { names: [], image: /(^|\/)(higress)([/:@]|$)/ },
};

export const higressFamily: Family = {
  kinds: [higress],
  catalogue: HIGRESS,
  objects: { MseIngressConfig: ['mse.alibabacloud.com'] },
};

/** Of ConfigMap higress-config; the gateway of MSE is set in its console, which no manifest shows. */
function settings(inventory: Inventory, className: string | undefined): readonly Setting[] {
  const config = inventory.of('ConfigMap').find(({ name }) => name === CONFIG_MAP);
  if (config === undefined) {
    const isMse = className === 'mse' || inventory.of('MseIngressConfig').length > 0;
    const what = isMse ? 'the settings of the MSE gateway' : `ConfigMap ${CONFIG_MAP}`;
    return [{ key: 'stream-idle-timeout', unread: { what } }];
  }
  const field = readInner(config.root.get('data').get('higress'))
    ?.get('downstream')
    .get('idleTimeout');
  const ms = field?.number === undefined ? undefined : field.number * 1_000;
  return idleSetting('stream-idle-timeout', { ms, field });
}
