import type { Field } from '../../../objects/field.ts';
import type { Inventory } from '../../../objects/inventory.ts';
import type { ManifestObject } from '../../../objects/object.ts';
import {
  type CatalogueEntry,
  entryFinder,
  NOTHING_RESETS,
  PAYLOAD_RESETS,
  UPGRADED,
} from '../../catalogue/entry.ts';
import type { CustomRoute } from '../../custom-route.ts';
import type { Family } from '../../family.ts';
import type { HopKind } from '../../hop-kind.ts';
import { limitFrom, limitIfConfigured } from '../../limit-from.ts';
import type { Setting } from '../../setting.ts';

const SOURCE = 'https://github.com/knative/serving/blob/98e5ef90aa7033797aa0a61ef97f3ff7e49a3944';
const SERVING = 'serving.knative.dev';

/** Knative, and Cloud Run, which runs its objects. */
const KNATIVE = [
  {
    id: 'knative-timeout-seconds',
    hop: 'gateway',
    component: 'Knative Serving (queue-proxy)',
    setting: 'timeoutSeconds',
    configuredIn: [
      { where: 'Service / Revision template', key: 'spec.template.spec.timeoutSeconds' },
      { where: 'ConfigMap config-defaults', key: 'revision-timeout-seconds' },
    ],
    default: '300 s',
    defaultMs: 300_000,
    range: 'at most max-revision-timeout-seconds (600 s); 3,600 s on Cloud Run',
    rangeMs: [1_000, 3_600_000],
    kind: 'max-age',
    measures:
      'from the start of a request to its end; when it is over the request is cancelled, and with it an open WebSocket, busy or not',
    resetBy: NOTHING_RESETS,
    endsAs: { tcp: 'close (not measured)', ws: '1006' },
    appliesTo: UPGRADED,
    verified: 'source',
    verifiedNote:
      'default and clock in the source; that it ends a WebSocket is reported (knative/serving#7933)',
    sources: [
      `${SOURCE}/pkg/apis/config/defaults.go#L42; pkg/http/handler/timeout.go`,
      'https://github.com/knative/serving/issues/7933',
    ],
  },
  {
    id: 'knative-idle-timeout-seconds',
    hop: 'gateway',
    component: 'Knative Serving (queue-proxy)',
    setting: 'idleTimeoutSeconds',
    configuredIn: [
      { where: 'Service / Revision template', key: 'spec.template.spec.idleTimeoutSeconds' },
      { where: 'ConfigMap config-defaults', key: 'revision-idle-timeout-seconds' },
    ],
    default: 'none (0)',
    defaultMs: null,
    kind: 'idle-directional',
    measures: 'no bytes of the response; those of an upgraded connection do not pass its writer',
    resetBy: PAYLOAD_RESETS,
    endsAs: { ws: '1006' },
    appliesTo: UPGRADED,
    verified: 'source',
    sources: [`${SOURCE}/pkg/http/handler/timeout.go`],
  },
] as const satisfies readonly CatalogueEntry[];

const knativeEntry = entryFinder(KNATIVE);

const ENDING = { effects: ['fin', 'close-notify'], onlyFor: ['ws', 'wss'] } as const;

const knative: HopKind = {
  kind: 'knative',
  part: 'nginx',
  title: 'Knative Serving, Cloud Run',
  role: 'ingress',
  carries: ['ws', 'wss'],
  terminates: 'yes',
  speaks: ['tcp', 'tls', 'http'],
  catalogue: ['knative-'],
  limits: [
    limitFrom(knativeEntry('knative-timeout-seconds'), {
      ...ENDING,
      key: 'timeout-seconds',
      change: (ms) => ({
        where: 'spec.template.spec of the Service (serving.knative.dev/v1)',
        key: 'timeoutSeconds',
        text: [`timeoutSeconds: ${Math.ceil(ms / 1_000)}`],
      }),
    }),
    limitIfConfigured(knativeEntry('knative-idle-timeout-seconds'), {
      ...ENDING,
      key: 'idle-timeout-seconds',
      // An upgraded connection passes by the writer whose last write counts, so it never seems to move.
      resetBy: 'nothing',
      startsAt: 'open',
      verified: 'unverified',
    }),
  ],
  capacities: [
    {
      key: 'container-concurrency',
      setting: 'containerConcurrency',
      counts: 'requests in each pod; others wait in the queue-proxy',
      reference: `${SOURCE}/pkg/apis/config/defaults.go#L64`,
    },
  ],
  routes: knativeRoutes,
};

export const knativeFamily: Family = {
  kinds: [knative],
  catalogue: KNATIVE,
  objects: { Service: [SERVING], Route: [SERVING], DomainMapping: [SERVING] },
};

/** A Service of Knative, under the names of its DomainMappings, or under the one that its cluster gives it. */
function knativeRoutes(inventory: Inventory): readonly CustomRoute[] {
  return inventory.of('Service', { group: SERVING }).flatMap((object) => {
    const hosts = inventory
      .of('DomainMapping', { group: SERVING })
      .filter((mapping) => {
        const ref = mapping.root.get('spec').get('ref');
        return mapping.namespace === object.namespace && ref.get('name').text === object.name;
      })
      .map(({ name }) => name);
    return (hosts.length === 0 ? [hostIn(object, inventory)] : hosts).map((host) => ({
      owner: object,
      at: object.at,
      host,
      port: 443,
      transport: 'wss' as const,
      backend: { namespace: object.namespace, name: object.name },
      settings: settingsOf(object, inventory),
      notes: [
        {
          at: object.at,
          message:
            'the ways of Knative Services are taken to be TLS on port 443, behind a gateway of the cluster whose own limits are not known',
        },
      ],
    }));
  });
}

/** `name.namespace.domain`, where config-domain is among the manifests. */
function hostIn({ name, namespace }: ManifestObject, inventory: Inventory): string | undefined {
  const config = inventory.of('ConfigMap').find((one) => one.name === 'config-domain');
  const [domain] = config?.root.get('data').entries() ?? [];
  const known = domain?.[0].startsWith('_') === false ? domain[0] : undefined;
  return known === undefined ? undefined : `${name}.${namespace}.${known}`;
}

function settingsOf({ root }: ManifestObject, inventory: Inventory): readonly Setting[] {
  const spec = root.get('spec').get('template').get('spec');
  const config = inventory.of('ConfigMap').find(({ name }) => name === 'config-defaults');
  const defaults = config?.root.get('data');
  const start = spec.get('responseStartTimeoutSeconds');
  return [
    ...seconds('timeout-seconds', spec.get('timeoutSeconds')),
    ...seconds('timeout-seconds', defaults?.get('revision-timeout-seconds')),
    ...seconds('idle-timeout-seconds', spec.get('idleTimeoutSeconds')),
    ...seconds('idle-timeout-seconds', defaults?.get('revision-idle-timeout-seconds')),
    ...(defaults === undefined
      ? [{ key: 'timeout-seconds', unread: { what: 'the ConfigMap config-defaults of Knative' } }]
      : []),
    ...concurrency(spec.get('containerConcurrency')),
    ...(start.number === undefined
      ? []
      : [
          {
            inert: {
              setting: 'responseStartTimeoutSeconds',
              ms: start.number * 1_000,
              why: 'the time to the first byte of the answer',
              at: start.at,
            },
          },
        ]),
  ];
}

function seconds(key: string, field: Field | undefined): readonly Setting[] {
  const value = Number(field?.text);
  if (field === undefined || !Number.isFinite(value) || value <= 0) return [];
  return [{ key, ms: value * 1_000, at: field.at }];
}

function concurrency(field: Field): readonly Setting[] {
  const most = field.number ?? 0;
  return most <= 0 ? [] : [{ capacity: { key: 'container-concurrency', most, at: field.at } }];
}
