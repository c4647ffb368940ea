import {
  type CatalogueEntry,
  EVERY_CARRIAGE,
  entryFinder,
  NOTHING_RESETS,
} from '../../catalogue/entry.ts';
import type { Change } from '../../change.ts';
import type { Family } from '../../family.ts';
import type { HopKind } from '../../hop-kind.ts';
import { limitFrom, limitIfConfigured } from '../../limit-from.ts';
import { NGINX_TIME, WHOLE_SECONDS } from '../../notation.ts';
import { graceChange } from '../ingress-nginx/changes.ts';
import { NGINX_CLOCK, NGINX_LAZY_MS } from '../nginx/clock.ts';
import { nginxHttpEntry, UPGRADED_LIMITS } from '../nginx/http.ts';
import { apisixRoutes, ingressNoUpgrade, ingressTimes } from './apisix-route.ts';

/** Apache APISIX. */
const APISIX = [
  {
    id: 'apisix-timeouts',
    hop: 'gateway',
    component: 'Apache APISIX',
    setting: 'nginx_config.http/stream timeouts, worker_shutdown_timeout, event.worker_connections',
    configuredIn: [
      {
        where: 'config.yaml',
        key: 'nginx_config.worker_shutdown_timeout, nginx_config.event.worker_connections, nginx_config.http.send_timeout/keepalive_timeout/client_header_timeout',
      },
      { where: 'route/upstream', key: 'timeout: {connect, send, read}; enable_websocket: true' },
    ],
    default: '240s; 10620; send_timeout 10s; keepalive 60s; client_header 60s',
    defaultMs: 240_000,
    kind: 'drain-after-event',
    measures:
      'as nginx. send_timeout is 10 s here: a client that stops reading for 10 s under a pushing server is cut',
    resetBy: NOTHING_RESETS,
    endsAs: { tcp: 'FIN', tls: 'reload: no close_notify', ws: '1006' },
    appliesTo: EVERY_CARRIAGE,
    verified: 'unverified',
    verifiedNote: 'source (defaults) / route timeout default not re-read',
    sources: ['github.com/apache/apisix@000d12ef apisix/cli/config.lua'],
  },
] as const satisfies readonly CatalogueEntry[];

const apisixEntry = entryFinder(APISIX);

/** Seconds, in the route or its upstream. */
function routeTimeout(name: string): (ms: number) => Change {
  return (ms) => ({
    where: 'timeout of the route or of its upstream',
    key: name,
    text: [`timeout: { ${name}: ${WHOLE_SECONDS.write(ms)} }`],
  });
}

const apisix: HopKind = {
  kind: 'apisix',
  engine: 'nginx',
  lazyMs: NGINX_LAZY_MS,
  part: 'nginx',
  title: 'Apache APISIX',
  role: 'ingress',
  carries: ['ws', 'wss'],
  terminates: 'yes',
  speaks: ['tcp', 'tls', 'http'],
  catalogue: ['apisix-'],
  limits: [
    // 60 s in the controller too, where a timeout is written in part (annotations and ApisixRoute, translator/ingress.go).
    ...UPGRADED_LIMITS.map((limit) => ({
      ...limit,
      key: limit.key.replace(/^proxy-(read|send)-timeout$/, '$1-timeout'),
      setting: limit.key === 'proxy-read-timeout' ? 'timeout.read' : 'timeout.send',
      change: routeTimeout(limit.key === 'proxy-read-timeout' ? 'read' : 'send'),
      verified: 'documentation' as const,
    })),
    limitIfConfigured(nginxHttpEntry('nginx-http-send-timeout'), {
      ...NGINX_CLOCK,
      key: 'client-send-timeout',
      change: (ms) => ({
        where: 'nginx_config.http of config.yaml',
        key: 'send_timeout',
        text: [`send_timeout: ${NGINX_TIME.write(ms)}`],
      }),
      setting: 'nginx_config.http.send_timeout',
      defaultMs: 10_000,
      effects: ['fin', 'rst'],
      verified: 'source',
      reference: 'github.com/apache/apisix@000d12ef apisix/cli/config.lua',
    }),
    limitFrom(apisixEntry('apisix-timeouts'), {
      key: 'worker-shutdown-timeout',
      change: (ms) => ({
        where: 'nginx_config of config.yaml',
        key: 'worker_shutdown_timeout',
        text: [`worker_shutdown_timeout: ${NGINX_TIME.write(ms)}`],
        also: [graceChange(ms)],
      }),
      setting: 'nginx_config.worker_shutdown_timeout',
      event: 'reload',
      effects: ['fin'],
      earlyMs: 80,
      lateMs: 500,
    }),
  ],
  ingress: {
    controllers: [
      'apisix.apache.org/apisix-ingress',
      'apisix.apache.org/apisix-ingress-controller',
    ],
    classNames: ['apisix'],
    prefixes: ['k8s.apisix.apache.org/'],
    settings: ingressTimes,
    noUpgrade: ingressNoUpgrade,
  },
  routes: apisixRoutes,
  watch: { names: /apisix/i },
  pods: { names: ['apisix'], image: /(^|\/)(apisix)([/:@]|$)/ },
};

export const apisixFamily: Family = {
  kinds: [apisix],
  catalogue: APISIX,
  objects: {
    ApisixRoute: ['apisix.apache.org'],
    ApisixUpstream: ['apisix.apache.org'],
    ApisixTls: ['apisix.apache.org'],
    BackendTrafficPolicy: ['apisix.apache.org'],
  },
};
