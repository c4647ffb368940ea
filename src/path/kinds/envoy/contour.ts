import type { Field } from '../../../objects/field.ts';
import type { Inventory } from '../../../objects/inventory.ts';
import { readInner } from '../../../objects/yaml-document.ts';
import {
  type CatalogueEntry,
  entryFinder,
  PAYLOAD_RESETS,
  UPGRADED,
} from '../../catalogue/entry.ts';
import type { Change } from '../../change.ts';
import type { Family } from '../../family.ts';
import type { HopKind } from '../../hop-kind.ts';
import { limitFrom } from '../../limit-from.ts';
import { GO_DURATION } from '../../notation.ts';
import type { Setting } from '../../setting.ts';
import { BETWEEN_REQUESTS, ENDING, MAX_CONNECTION } from './envoy.ts';
import { idleSetting } from './idle-setting.ts';

/** Contour. */
const CONTOUR = [
  {
    id: 'contour-timeouts',
    hop: 'gateway',
    component: 'Contour',
    setting: 'timeouts.*',
    configuredIn: [
      {
        where: 'contour ConfigMap',
        key: 'timeouts.request-timeout, connection-idle-timeout, stream-idle-timeout, max-connection-duration, delayed-close-timeout, connection-shutdown-grace-period',
      },
      { where: 'HTTPProxy route', key: 'timeoutPolicy.idle/response; enableWebsockets: true' },
    ],
    default: 'infinity / 60s / 5m / infinity / 1s / 5s',
    defaultMs: 300_000,
    kind: 'idle-bidirectional',
    measures: 'Envoy settings of the same names',
    resetBy: PAYLOAD_RESETS,
    endsAs: { tcp: 'close', ws: '1006' },
    appliesTo: UPGRADED,
    verified: 'unverified',
    verifiedNote: 'source (defaults) / HTTPProxy fields not re-read',
    sources: ['default block of the Contour configuration, quoted in a public repository'],
  },
] as const satisfies readonly CatalogueEntry[];

const contourEntry = entryFinder(CONTOUR);

const contour: HopKind = {
  kind: 'contour',
  engine: 'envoy',
  part: 'nginx',
  title: 'Contour',
  role: 'ingress',
  carries: ['ws', 'wss'],
  terminates: 'yes',
  speaks: ['tcp', 'tls', 'http'],
  catalogue: ['contour-', 'envoy-stream-idle-timeout'],
  limits: [
    limitFrom(contourEntry('contour-timeouts'), {
      ...ENDING,
      key: 'stream-idle-timeout',
      change: configChange('stream-idle-timeout'),
      setting: 'timeouts.stream-idle-timeout',
    }),
    {
      ...MAX_CONNECTION,
      setting: 'timeouts.max-connection-duration',
      change: configChange('max-connection-duration'),
    },
  ],
  inert: BETWEEN_REQUESTS,
  ingress: {
    controllers: [],
    classNames: ['contour'],
    prefixes: ['projectcontour.io/'],
    settings: ({ inventory }) => configured(inventory),
  },
  gateway: {
    controllers: ['projectcontour.io/gateway-controller'],
    classNames: /contour/,
    settings: (_route, inventory) => configured(inventory),
  },
  watch: { names: /contour/i },
  pods: { names: ['contour'], image: /(^|\/)(contour)([/:@]|$)/ },
};

export const contourFamily: Family = { kinds: [contour], catalogue: CONTOUR };

/** What the file in Contour's ConfigMap says about every connection. */
function configured(inventory: Inventory): readonly Setting[] {
  const file = inventory
    .of('ConfigMap')
    .find(({ name }) => name === 'contour')
    ?.root.get('data')
    .get('contour.yaml');
  const root = file === undefined ? undefined : readInner(file);
  return ['stream-idle-timeout', 'max-connection-duration'].flatMap((key) => {
    const field = root?.get('timeouts').get(key);
    return idleSetting(key, { ms: durationMs(field), field });
  });
}

function durationMs(field: Field | undefined): number | undefined {
  const text = field?.text ?? '';
  return text === 'infinity' || text === 'infinite' ? 0 : GO_DURATION.parse(text);
}

function configChange(name: string): (ms: number) => Change {
  return (ms) => ({
    where: 'contour.yaml in the ConfigMap contour',
    key: `timeouts.${name}`,
    text: ['timeouts:', `  ${name}: ${GO_DURATION.write(ms)}`],
    manifest: { kind: 'ConfigMap', name: 'contour', under: ['data', 'contour.yaml'] },
  });
}
