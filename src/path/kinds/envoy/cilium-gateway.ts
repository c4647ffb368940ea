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
import type { Setting } from '../../setting.ts';
import { ENDING } from './envoy.ts';
import { idleSetting } from './idle-setting.ts';

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
  carries: ['ws', 'wss'],
  terminates: 'yes',
  speaks: ['tcp', 'tls', 'http'],
  catalogue: ['cilium-gateway-', 'envoy-stream-idle-timeout'],
  limits: [
    limitFrom(ciliumGatewayEntry('cilium-gateway-http-timeouts'), {
      ...ENDING,
      key: 'http-stream-idle-timeout',
      change: (ms) => ({
        where: 'data of the ConfigMap cilium-config',
        key: 'http-stream-idle-timeout',
        text: [`http-stream-idle-timeout: "${WHOLE_SECONDS.write(ms)}"`],
        manifest: { kind: 'ConfigMap', name: 'cilium-config', under: ['data'] },
      }),
      setting: 'http-stream-idle-timeout',
    }),
  ],
  inert: ['http-request-timeout', 'http-idle-timeout'],
  ingress: {
    controllers: ['cilium.io/ingress-controller'],
    classNames: ['cilium'],
    settings: ({ inventory }) => streamIdle(inventory),
  },
  gateway: {
    controllers: ['io.cilium/gateway-controller'],
    classNames: /^cilium/,
    settings: (_route, inventory) => streamIdle(inventory),
  },
  watch: { names: /cilium-envoy|cilium-gateway/i },
};

export const ciliumGatewayFamily: Family = { kinds: [ciliumGateway], catalogue: CILIUM_GATEWAY };

/** What Cilium's own configuration says about every silent stream. */
function streamIdle(inventory: Inventory): readonly Setting[] {
  const config = inventory.of('ConfigMap').find(({ name }) => name === 'cilium-config');
  if (config === undefined)
    return [{ key: 'http-stream-idle-timeout', unread: { what: 'the ConfigMap cilium-config' } }];
  const field = config?.root.get('data').get('http-stream-idle-timeout');
  return idleSetting('http-stream-idle-timeout', {
    ms: WHOLE_SECONDS.parse(field?.text ?? ''),
    field,
  });
}
