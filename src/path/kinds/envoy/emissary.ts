import type { Field } from '../../../objects/field.ts';
import { matchesHost } from '../../../objects/host.ts';
import type { Inventory } from '../../../objects/inventory.ts';
import type { ManifestObject } from '../../../objects/object.ts';
import { type CatalogueEntry, NOTHING_RESETS, UPGRADED } from '../../catalogue/entry.ts';
import type { CustomRoute } from '../../custom-route.ts';
import type { Family } from '../../family.ts';
import type { HopKind } from '../../hop-kind.ts';
import { WHOLE_MILLISECONDS } from '../../notation.ts';
import type { NoUpgrade } from '../../path.ts';
import type { Setting } from '../../setting.ts';
import { BETWEEN_REQUESTS, LISTENER_DRAIN, STREAM_IDLE, TCP_IDLE } from './envoy.ts';
import { idleSetting } from './idle-setting.ts';
import { ANSWER_TIME } from './times.ts';

const GROUP = 'getambassador.io';
const SOURCE =
  'https://github.com/emissary-ingress/emissary/blob/3ebe0f4687ff6245c5a8e7c9db114a0bb1546d3b';

/** Emissary-ingress, formerly Ambassador. */
const EMISSARY = [
  {
    id: 'emissary-upgrade',
    hop: 'gateway',
    component: 'Emissary-ingress',
    setting: 'allow_upgrade',
    configuredIn: [
      { where: 'Mapping', key: 'allow_upgrade: [websocket] (use_websocket: true, older)' },
    ],
    default: 'none',
    defaultMs: null,
    kind: 'handshake',
    measures: 'without it the upgrade is refused',
    resetBy: NOTHING_RESETS,
    endsAs: { http: '403 on the handshake (code not re-read)' },
    appliesTo: UPGRADED,
    verified: 'source',
    sources: [`${SOURCE}/python/ambassador/src/ambassador/envoy/v3/v3route.py#L538`],
  },
] as const satisfies readonly CatalogueEntry[];

const emissary: HopKind = {
  kind: 'emissary',
  engine: 'envoy',
  part: 'nginx',
  title: 'Emissary-ingress (Ambassador)',
  role: 'ingress',
  terminates: 'yes',
  speaks: ['tcp', 'tls', 'http'],
  catalogue: ['emissary-', 'envoy-stream-idle-timeout', 'envoy-tcp-proxy-idle', 'envoy-drain'],
  limits: [
    { ...STREAM_IDLE, setting: 'idle_timeout_ms (stream_idle_timeout)' },
    TCP_IDLE,
    {
      ...LISTENER_DRAIN,
      setting: 'AMBASSADOR_DRAIN_TIME (--drain-time-s)',
      reference: `${SOURCE}/cmd/entrypoint/env.go#L125`,
    },
  ],
  inert: BETWEEN_REQUESTS,
  routes: (inventory) => [...mappingRoutes(inventory), ...tcpRoutes(inventory)],
  watch: { names: /emissary|ambassador/i },
  pods: {
    names: ['emissary-ingress', 'ambassador'],
    image: /(^|\/)(emissary|ambassador|aes)([/:@]|$)/,
  },
};

export const emissaryFamily: Family = {
  kinds: [emissary],
  catalogue: EMISSARY,
  objects: {
    Mapping: [GROUP],
    TCPMapping: [GROUP],
    Host: [GROUP],
    Module: [GROUP],
    Listener: [GROUP],
  },
};

function mappingRoutes(inventory: Inventory): readonly CustomRoute[] {
  return inventory.of('Mapping', { group: GROUP }).map((object) => {
    const spec = object.root.get('spec');
    const host = spec.get('hostname').text ?? spec.get('host').text;
    const isTls = hasTls(host, inventory);
    return {
      owner: object,
      at: object.at,
      host: host === '*' ? undefined : host,
      port: isTls ? 443 : 80,
      transport: isTls ? ('wss' as const) : ('ws' as const),
      path: spec.get('prefix').text,
      backend: backendOf(spec.get('service'), object),
      settings: [
        ...milliseconds('stream-idle-timeout', spec.get('idle_timeout_ms')),
        ...answerTime('timeout_ms', spec.get('timeout_ms')),
        ...ofModule(inventory),
        DRAIN,
      ],
      noUpgrade: noUpgrade(spec),
    };
  });
}

const DRAIN: Setting = {
  key: 'drain-time',
  unread: { what: 'AMBASSADOR_DRAIN_TIME of the pods of Emissary' },
};

/** A Host with a certificate, or with ACME, serves TLS. */
function hasTls(host: string | undefined, inventory: Inventory): boolean {
  return inventory.of('Host', { group: GROUP }).some(({ root }) => {
    const spec = root.get('spec');
    const name = spec.get('hostname').text ?? '*';
    const isOf = name === '*' || host === undefined || matchesHost(name, host);
    return isOf && (spec.get('tlsSecret').exists || spec.get('acmeProvider').exists);
  });
}

/** `https://chat.rooms:8080`: scheme, namespace and port may be left out. */
function backendOf({ text = '' }: Field, { namespace }: ManifestObject) {
  const [address = '', port] = text.replace(/^\w+:\/\//, '').split(':');
  const [name = '', own] = address.split('.');
  return { namespace: own ?? namespace, name: name === '' ? undefined : name, port };
}

function noUpgrade(spec: Field): NoUpgrade | undefined {
  const list = spec.get('allow_upgrade');
  if (spec.get('use_websocket').value === true) return undefined;
  if (list.items().some(({ text }) => text?.toLowerCase() === 'websocket')) return undefined;
  return {
    setting: 'allow_upgrade',
    why: 'Emissary passes on an upgrade only on Mappings with allow_upgrade: [websocket]',
    at: list.exists ? list.keyAt : spec.at,
    fix: ['allow_upgrade:', '  - websocket'],
    reference: EMISSARY[0].sources[0],
  };
}

/** The Module ambassador has the time to answer for every Mapping (3 s where nothing says so). */
function ofModule(inventory: Inventory): readonly Setting[] {
  const module = inventory.of('Module', { group: GROUP }).find(({ name }) => name === 'ambassador');
  const field = module?.root.get('spec').get('config').get('cluster_request_timeout_ms');
  return field === undefined ? [] : answerTime('cluster_request_timeout_ms', field);
}

function answerTime(setting: string, field: Field): readonly Setting[] {
  const ms = WHOLE_MILLISECONDS.parse(field.text ?? '');
  return ms === undefined || ms === 0
    ? []
    : [{ inert: { setting, ms, why: ANSWER_TIME, at: field.at } }];
}

function milliseconds(key: string, field: Field): readonly Setting[] {
  return idleSetting(key, { ms: WHOLE_MILLISECONDS.parse(field.text ?? ''), field });
}

function tcpRoutes(inventory: Inventory): readonly CustomRoute[] {
  return inventory.of('TCPMapping', { group: GROUP }).flatMap((object) => {
    const spec = object.root.get('spec');
    const port = spec.get('port').number;
    if (port === undefined) return [];
    const host = spec.get('host').text;
    return [
      {
        owner: object,
        at: object.at,
        host,
        port,
        transport: host === undefined ? ('tcp' as const) : ('tls' as const),
        backend: backendOf(spec.get('service'), object),
        settings: [...milliseconds('tcp-idle-timeout', spec.get('idle_timeout_ms')), DRAIN],
      },
    ];
  });
}
