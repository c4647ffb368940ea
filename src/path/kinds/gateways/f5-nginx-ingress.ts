import {
  type CatalogueEntry,
  EVERY_CARRIAGE,
  entryFinder,
  NOTHING_RESETS,
  PAYLOAD_RESETS,
  UPGRADED,
} from '../../catalogue/entry.ts';
import type { Family } from '../../family.ts';
import type { HopKind } from '../../hop-kind.ts';
import { limitFrom } from '../../limit-from.ts';
import { NGINX_TIME } from '../../notation.ts';
import { hasPrefix, type OwnershipSigns } from '../../ownership.ts';
import { annotation, type Place } from '../../place.ts';
import { shutdownChange } from '../ingress-nginx/changes.ts';
import { DEFAULT_PREFIX, nginxControllers } from '../ingress-nginx/controller.ts';
import { installationsOf } from '../installation.ts';
import { NGINX_CLOCK, NGINX_LAZY_MS } from '../nginx/clock.ts';
import { UPGRADED_LIMITS } from '../nginx/http.ts';
import { SHUTDOWN_LIMIT } from '../nginx/nginx.ts';

/** F5 NGINX Ingress Controller. */
const F5 = [
  {
    id: 'f5-nic-proxy-timeouts',
    hop: 'ingress',
    component: 'F5 NGINX Ingress Controller',
    setting: 'nginx.org/proxy-read-timeout, proxy-send-timeout, proxy-connect-timeout',
    configuredIn: [
      { where: 'Ingress annotation', key: 'nginx.org/proxy-read-timeout' },
      { where: 'Ingress annotation', key: 'nginx.org/proxy-send-timeout' },
      { where: 'Ingress annotation', key: 'nginx.org/proxy-connect-timeout' },
      { where: 'ConfigMap', key: 'proxy-read-timeout, proxy-send-timeout, proxy-connect-timeout' },
    ],
    default: '60s / 60s / 60s',
    defaultMs: 60_000,
    kind: 'idle-bidirectional',
    measures:
      'same nginx code; values are nginx time strings WITH unit (opposite of ingress-nginx)',
    resetBy: PAYLOAD_RESETS,
    endsAs: {
      tcp: 'FIN',
      tls: 'close_notify + FIN',
      ws: '1006',
      log: 'INFO, default error-log-level notice hides it',
    },
    appliesTo: UPGRADED,
    verified: 'source',
    verifiedNote: 'defaults in the source, annotation names in the documentation',
    sources: [
      'docs.nginx.com/nginx-ingress-controller/configuration/ingress-resources/advanced-configuration-with-annotations',
      'github.com/nginx/kubernetes-ingress@003d5228 internal/configs/config_params.go NewDefaultConfigParams',
    ],
  },
  {
    id: 'f5-nic-websocket-services',
    hop: 'ingress',
    component: 'F5 NGINX Ingress Controller',
    setting: 'nginx.org/websocket-services',
    configuredIn: [{ where: 'Ingress annotation', key: 'nginx.org/websocket-services' }],
    default: 'none',
    defaultMs: null,
    kind: 'handshake',
    measures:
      'WebSocket is NOT on by default for Ingress resources: the service must be listed, otherwise the Upgrade header is not forwarded',
    resetBy: NOTHING_RESETS,
    endsAs: { http: '400/426/200 from the backend instead of 101' },
    appliesTo: UPGRADED,
    verified: 'source',
    sources: [
      'github.com/nginx/kubernetes-ingress@0eb3072d internal/configs/version1/nginx.ingress.tmpl#L347',
    ],
  },
  {
    id: 'f5-nic-worker',
    hop: 'ingress',
    component: 'F5 NGINX Ingress Controller',
    setting: 'worker-connections, worker-shutdown-timeout',
    configuredIn: [
      {
        where: 'ConfigMap',
        key: 'worker-connections, worker-processes, worker-rlimit-nofile, worker-shutdown-timeout',
      },
    ],
    default: '1024; shutdown timeout unset = old workers wait for ever',
    defaultMs: null,
    kind: 'capacity',
    measures: '1024 per worker = about 512 WebSockets per worker by default',
    resetBy: NOTHING_RESETS,
    endsAs: { http: '500/502 on handshakes' },
    appliesTo: EVERY_CARRIAGE,
    verified: 'source',
    sources: ['github.com/nginx/kubernetes-ingress@003d5228 internal/configs/config_params.go'],
  },
] as const satisfies readonly CatalogueEntry[];

const f5Entry = entryFinder(F5);

const PREFIX = 'nginx.org/';

const IMAGE = /(^|\/)(nginx-ingress|nginx-plus-ingress|nginx-ic\/nginx-plus-ingress)([/:@]|$)/;

/** The class of this controller is usually called nginx as well: the annotations of its Ingresses tell whose it is. */
function isClassOfF5(
  className: string,
  { controller, ingresses, inventory }: OwnershipSigns,
): boolean {
  if (controller !== undefined || !/nginx/.test(className)) return false;
  if (nginxControllers(inventory).some(({ classNames }) => classNames.includes(className)))
    return false;
  const own = ingresses.filter(({ annotations }) => hasPrefix(annotations, [PREFIX]));
  const others = ingresses.filter(({ annotations }) =>
    hasPrefix(annotations, [`${DEFAULT_PREFIX}/`]),
  );
  return own.length > 0 && own.length >= others.length;
}

/** The opposite of ingress-nginx: a time with its unit. */
function timeout(name: string): Place {
  return annotation('ingress', PREFIX + name, { notation: NGINX_TIME });
}

const f5NginxIngress: HopKind = {
  kind: 'f5-nginx-ingress',
  engine: 'nginx',
  lazyMs: NGINX_LAZY_MS,
  part: 'nginx',
  title: 'F5 NGINX Ingress Controller',
  role: 'ingress',
  carries: ['ws', 'wss'],
  terminates: 'yes',
  speaks: ['tcp', 'tls', 'http'],
  catalogue: ['f5-nic-', 'nginx-http-'],
  limits: [
    limitFrom(f5Entry('f5-nic-proxy-timeouts'), {
      ...NGINX_CLOCK,
      key: 'proxy-read-timeout',
      setting: 'proxy-read-timeout',
      place: timeout('proxy-read-timeout'),
      effects: ['close-notify'],
      onlyFor: ['ws', 'wss'],
    }),
    ...UPGRADED_LIMITS.filter(({ key }) => key === 'proxy-send-timeout').map((limit) => ({
      ...limit,
      setting: 'proxy-send-timeout',
      place: timeout('proxy-send-timeout'),
    })),
    { ...SHUTDOWN_LIMIT, setting: 'worker-shutdown-timeout', change: shutdownChange },
  ],
  inert: ['proxy-connect-timeout', 'keepalive-timeout'],
  ingress: {
    controllers: ['nginx.org/ingress-controller'],
    prefixes: [PREFIX, 'nginx.com/'],
    takesOver: isClassOfF5,
    classesServed: (inventory) =>
      installationsOf(inventory, IMAGE).map(
        ({ flags }) => flags.get('ingress-class')?.value ?? 'nginx',
      ),
  },
  watch: { names: /nginx/i, onIngress: 'reload', onConfigMap: 'reload' },
  pods: { names: ['nginx-ingress'], image: IMAGE },
};

export const f5Family: Family = { kinds: [f5NginxIngress], catalogue: F5 };
