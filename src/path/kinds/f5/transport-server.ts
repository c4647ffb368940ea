import type { Field } from '../../../objects/field.ts';
import type { Inventory } from '../../../objects/inventory.ts';
import { describeObject, type ManifestObject } from '../../../objects/object.ts';
import type { Change } from '../../change.ts';
import type { CustomRoute } from '../../custom-route.ts';
import type { HopKind } from '../../hop-kind.ts';
import { limitFrom } from '../../limit-from.ts';
import { NGINX_TIME } from '../../notation.ts';
import type { Setting } from '../../setting.ts';
import { shutdownChange } from '../ingress-nginx/changes.ts';
import { NGINX_CLOCK, NGINX_LAZY_MS } from '../nginx/clock.ts';
import { SHUTDOWN_LIMIT } from '../nginx/nginx.ts';
import { snippetSettings, type Written } from '../nginx/snippet.ts';
import { POD_GRACE } from '../proxy-pods.ts';
import { F5_SOURCE, f5Entry } from './catalogue.ts';
import { F5_IMAGE, f5Config, f5SharedSettings, firstNginxTime, snippet } from './settings.ts';
import { globalListener } from './virtual-server.ts';

/** Ports that a TransportServer passes on as a byte stream. */
export const f5Stream: HopKind = {
  kind: 'f5-nginx-ingress-stream',
  engine: 'nginx',
  lazyMs: NGINX_LAZY_MS,
  part: 'nginx-stream',
  title: 'F5 NGINX Ingress Controller, a TransportServer',
  role: 'ingress',
  carries: ['tcp', 'tls'],
  terminates: 'yes',
  speaks: ['tcp', 'tls'],
  catalogue: ['f5-nic-transport-', 'nginx-stream-'],
  limits: [
    limitFrom(f5Entry('f5-nic-transport-server-timeout'), {
      ...NGINX_CLOCK,
      key: 'session-timeout',
      setting: 'sessionParameters.timeout',
      effects: ['fin', 'close-notify'],
      verified: 'source',
      reference: `${F5_SOURCE}/internal/configs/transportserver.go`,
      change: sessionTimeout,
    }),
    { ...SHUTDOWN_LIMIT, change: shutdownChange },
    POD_GRACE,
  ],
  inert: ['proxy-read-timeout', 'proxy-send-timeout', 'proxy-connect-timeout'],
  routes: transportServerRoutes,
  watch: { names: /nginx/i, onIngress: 'reload', onConfigMap: 'reload' },
  pods: { names: ['nginx-ingress'], image: F5_IMAGE },
};

/** A listener that needs no GlobalConfiguration. */
const PASSTHROUGH = 'tls-passthrough';

function transportServerRoutes(inventory: Inventory): readonly CustomRoute[] {
  return inventory.of('TransportServer').flatMap((object) => routeOf(object, inventory));
}

function routeOf(object: ManifestObject, inventory: Inventory): readonly CustomRoute[] {
  const spec = object.root.get('spec');
  const listener = spec.get('listener');
  if (listener.get('protocol').text === 'UDP') return [];
  const name = listener.get('name').text ?? '';
  const port = name === PASSTHROUGH ? 443 : globalListener(name, inventory);
  const upstream = spec
    .get('upstreams')
    .items()
    .find((one) => one.get('name').text === spec.get('action').get('pass').text);
  const config = f5Config(inventory);
  const isTls = name === PASSTHROUGH || spec.get('tls').get('secret').exists;
  const unknown = {
    at: listener.at,
    message: `${describeObject(object)}: listener ${name} is in no GlobalConfiguration among the manifests; its port is not known`,
  };
  return [
    {
      owner: object,
      at: object.at,
      host: spec.get('host').text,
      port: port ?? upstream?.get('port').number ?? (isTls ? 443 : 80),
      transport: isTls ? 'tls' : 'tcp',
      backend: {
        namespace: object.namespace,
        name: upstream?.get('service').text,
        port: upstream?.get('port').text,
      },
      settings: [...ownSettings(spec), ...f5SharedSettings(config)],
      front: config.installation?.service,
      notes: port === undefined ? [unknown] : [],
    },
  ];
}

const WRITTEN: readonly Written[] = [
  { directive: 'proxy_timeout', key: 'session-timeout', context: 'server' },
];

function ownSettings(spec: Field): readonly Setting[] {
  const snippets = snippet('server', spec.get('serverSnippets'));
  const timeout = spec.get('sessionParameters').get('timeout');
  return [
    ...snippetSettings(snippets, { written: WRITTEN, free: [] }),
    ...firstNginxTime('session-timeout', [timeout]),
  ];
}

function sessionTimeout(ms: number): Change {
  return {
    where: 'spec of the TransportServer',
    key: 'sessionParameters.timeout',
    text: ['sessionParameters:', `  timeout: ${NGINX_TIME.write(ms)}`],
    manifest: { kind: 'TransportServer', under: ['spec'] },
  };
}
