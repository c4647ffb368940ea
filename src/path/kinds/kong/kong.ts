import {
  type CatalogueEntry,
  EVERY_CARRIAGE,
  entryFinder,
  PAYLOAD_RESETS,
} from '../../catalogue/entry.ts';
import type { Family } from '../../family.ts';
import type { HopKind, LimitSpec } from '../../hop-kind.ts';
import { limitFrom } from '../../limit-from.ts';
import { NGINX_TIME, WHOLE_MILLISECONDS } from '../../notation.ts';
import { annotation } from '../../place.ts';
import { NGINX_CLOCK, NGINX_LAZY_MS } from '../nginx/clock.ts';
import { SHUTDOWN_LIMIT } from '../nginx/nginx.ts';
import { POD_GRACE } from '../proxy-pods.ts';
import { KONG_IMAGE, kongIngressSettings, kongRouteSettings } from './settings.ts';
import { tcpIngressRoutes } from './tcp-ingress.ts';

/** Kong Gateway. */
const KONG = [
  {
    id: 'kong-service-timeouts',
    hop: 'gateway',
    component: 'Kong',
    setting: 'service connect_timeout / write_timeout / read_timeout',
    configuredIn: [
      {
        where:
          'Kong Service; proxy section of a KongIngress that the Service names (KIC before 3.0)',
        key: 'connect_timeout, write_timeout, read_timeout (ms)',
      },
      {
        where: 'Service annotation (KIC)',
        key: 'konghq.com/connect-timeout, konghq.com/read-timeout, konghq.com/write-timeout (ms)',
      },
    ],
    default: '60000 ms each',
    defaultMs: 60_000,
    range: '1 .. 2^31-2 ms',
    rangeMs: [1, 2_147_483_646],
    kind: 'idle-bidirectional',
    measures:
      'sets nginx upstream timeouts per request: read_timeout behaves as nginx-http-proxy-read-timeout for WebSockets',
    resetBy: { ...PAYLOAD_RESETS, note: 'client bytes: nginx rule' },
    endsAs: { tcp: 'FIN', tls: 'close_notify + FIN', ws: '1006' },
    appliesTo: EVERY_CARRIAGE,
    verified: 'source',
    verifiedNote: 'source (defaults) / nginx rule inherited',
    sources: [
      'github.com/Kong/kong@0af69f96 kong/db/schema/entities/services.lua',
      'github.com/Kong/kubernetes-ingress-controller@1fa68f864 internal/dataplane/kongstate/service.go; CHANGELOG.md (3.0.0)',
    ],
  },
  {
    id: 'kong-stream-timeout',
    hop: 'gateway',
    component: 'Kong',
    setting: 'read_timeout and write_timeout of a raw TCP service',
    configuredIn: [
      {
        where: 'Service annotation (KIC)',
        key: 'konghq.com/read-timeout, konghq.com/write-timeout (ms)',
      },
    ],
    default: '60000 ms',
    defaultMs: 60_000,
    range: '1 .. 2^31-2 ms',
    rangeMs: [1, 2_147_483_646],
    kind: 'idle-bidirectional',
    measures: 'one timer of the stream proxy: the longer of the two',
    resetBy: { ...PAYLOAD_RESETS, note: 'nginx rule of proxy_timeout' },
    endsAs: { tcp: 'FIN', tls: 'close_notify + FIN' },
    appliesTo: ['tcp', 'wss-passthrough'],
    verified: 'unverified',
    verifiedNote: 'that the longer one counts is read in lua-resty-core; it was not measured',
    sources: ['openresty/lua-resty-core lib/ngx/balancer.lua set_timeouts (stream)'],
  },
] as const satisfies readonly CatalogueEntry[];

const kongEntry = entryFinder(KONG);

/** A reload makes new workers, the old ones wait without limit unless the environment sets one. */
const STOPS: readonly LimitSpec[] = [
  {
    ...SHUTDOWN_LIMIT,
    change: (ms) => ({
      where: 'static configuration of the proxy, its environment',
      key: 'KONG_NGINX_MAIN_WORKER_SHUTDOWN_TIMEOUT',
      text: [`KONG_NGINX_MAIN_WORKER_SHUTDOWN_TIMEOUT: ${NGINX_TIME.write(ms)}`],
    }),
  },
  POD_GRACE,
];

const kong: HopKind = {
  kind: 'kong',
  engine: 'nginx',
  lazyMs: NGINX_LAZY_MS,
  part: 'nginx',
  title: 'Kong Gateway',
  role: 'ingress',
  terminates: 'yes',
  speaks: ['tcp', 'tls', 'http'],
  catalogue: ['kong-'],
  limits: [
    limitFrom(kongEntry('kong-service-timeouts'), {
      ...NGINX_CLOCK,
      key: 'read-timeout',
      place: annotation('backend', 'konghq.com/read-timeout', { notation: WHOLE_MILLISECONDS }),
      setting: 'read_timeout',
      effects: ['close-notify'],
    }),
    limitFrom(kongEntry('kong-service-timeouts'), {
      ...NGINX_CLOCK,
      key: 'write-timeout',
      place: annotation('backend', 'konghq.com/write-timeout', { notation: WHOLE_MILLISECONDS }),
      setting: 'write_timeout',
      startsAt: 'stall',
      effects: ['close-notify'],
    }),
    ...STOPS,
  ],
  inert: ['connect-timeout'],
  routes: tcpIngressRoutes,
  ingress: {
    settings: kongIngressSettings,
    controllers: ['ingress-controllers.konghq.com/kong'],
    classNames: ['kong'],
    prefixes: ['konghq.com/'],
    readsToo: ['nginx.ingress.kubernetes.io/'],
  },
  gateway: {
    controllers: ['konghq.com/kic-gateway-controller', 'konghq.com/gateway-operator'],
    classNames: /^kong/,
    settings: kongRouteSettings,
  },
  watch: { names: /kong/i },
  pods: { names: ['kong'], image: KONG_IMAGE },
};

/** A port of a TCPIngress. */
const kongStream: HopKind = {
  kind: 'kong-stream',
  engine: 'nginx',
  lazyMs: NGINX_LAZY_MS,
  part: 'nginx-stream',
  title: 'Kong Gateway, a TCPIngress',
  role: 'ingress',
  carries: ['tcp', 'tls'],
  terminates: 'yes',
  speaks: ['tcp', 'tls'],
  catalogue: ['kong-'],
  limits: [
    limitFrom(kongEntry('kong-stream-timeout'), {
      ...NGINX_CLOCK,
      key: 'stream-timeout',
      setting: 'read_timeout',
      effects: ['fin', 'close-notify'],
    }),
    ...STOPS,
  ],
  inert: ['connect-timeout'],
  watch: { names: /kong/i },
};

const RESOURCES = ['configuration.konghq.com'];

export const kongFamily: Family = {
  kinds: [kong, kongStream],
  catalogue: KONG,
  objects: {
    KongIngress: RESOURCES,
    TCPIngress: RESOURCES,
    KongPlugin: RESOURCES,
    KongClusterPlugin: RESOURCES,
    KongUpstreamPolicy: RESOURCES,
  },
};
