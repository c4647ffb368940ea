import {
  type CatalogueEntry,
  entryFinder,
  NOTHING_RESETS,
  PAYLOAD_RESETS,
  UPGRADED,
} from '../../catalogue/entry.ts';
import type { Change } from '../../change.ts';
import type { Family } from '../../family.ts';
import type { HopKind } from '../../hop-kind.ts';
import { limitFrom } from '../../limit-from.ts';
import { GO_DURATION } from '../../notation.ts';
import type { IngressPlace } from '../../ownership.ts';
import type { NoUpgrade } from '../../path.ts';
import {
  BETWEEN_REQUESTS,
  ENDING,
  LISTENER_DRAIN,
  MAX_CONNECTION_KEY,
  RAW,
  WEBSOCKET,
} from '../envoy/envoy.ts';
import { routeTimeouts } from '../envoy/times.ts';
import { configured } from './config.ts';
import { httpProxyRoutes } from './http-proxy.ts';
import { ingressTimes, websocketRoutes } from './ingress.ts';

const SOURCE =
  'https://github.com/projectcontour/contour/blob/31c4bb38e0a52cef4d8273dd5641a70e39f1d693';

/** Contour. */
const CONTOUR = [
  {
    id: 'contour-timeouts',
    hop: 'gateway',
    component: 'Contour',
    setting: 'timeouts.*',
    configuredIn: [
      {
        where: 'contour.yaml in the ConfigMap, or ContourConfiguration (spec.envoy.timeouts)',
        key: 'timeouts.request-timeout, connection-idle-timeout, stream-idle-timeout, max-connection-duration, delayed-close-timeout, connection-shutdown-grace-period',
      },
      { where: 'HTTPProxy route', key: 'timeoutPolicy.idle/response/idleConnection' },
      { where: 'Ingress annotation', key: 'projectcontour.io/response-timeout' },
    ],
    default: 'infinity / 60s / 5m / infinity / 1s / 5s',
    defaultMs: 300_000,
    range: '"infinity" switches off; 0 stands for the default',
    kind: 'idle-bidirectional',
    measures: 'Envoy settings of the same names; idle of a route wins over stream-idle-timeout',
    resetBy: PAYLOAD_RESETS,
    endsAs: { tcp: 'close', ws: '1006' },
    appliesTo: UPGRADED,
    verified: 'source',
    verifiedNote: 'defaults, fields and precedence in the source; the ending was not measured',
    sources: [
      `${SOURCE}/examples/contour/01-contour-config.yaml`,
      `${SOURCE}/internal/envoy/v3/route.go (routeRoute); internal/timeout/timeout.go`,
    ],
  },
  {
    id: 'contour-tcp-proxy-idle',
    hop: 'gateway',
    component: 'Contour',
    setting: 'idle_timeout of its TCP proxies',
    configuredIn: [{ where: 'nowhere: it is fixed', key: 'TCPProxy idle_timeout' }],
    default: '9,001 s',
    defaultMs: 9_001_000,
    range: 'fixed',
    kind: 'idle-bidirectional',
    measures:
      'silence of raw TCP and TLS: HTTPProxy tcpproxy, TLSRoute, TCPRoute; nothing configures it',
    resetBy: PAYLOAD_RESETS,
    endsAs: { tcp: 'close (not measured)' },
    appliesTo: ['tcp', 'wss-passthrough'],
    verified: 'source',
    sources: [`${SOURCE}/internal/envoy/v3/listener.go#L665 (since issue 1074)`],
  },
  {
    id: 'contour-shutdown',
    hop: 'gateway',
    component: 'Contour (shutdown-manager)',
    setting: 'terminationGracePeriodSeconds of the Envoy pods',
    configuredIn: [{ where: 'pod template', key: 'terminationGracePeriodSeconds' }],
    default: '300 s',
    defaultMs: 300_000,
    kind: 'drain-after-event',
    measures:
      'preStop waits until no connection is left (min-open-connections 0), at most for the grace period of the pod',
    resetBy: NOTHING_RESETS,
    endsAs: { tcp: 'FIN/RST at process exit', ws: '1006' },
    appliesTo: ['tcp', 'ws', 'wss-passthrough', 'wss-terminated'],
    verified: 'source',
    sources: [`${SOURCE}/examples/contour/03-envoy.yaml; cmd/contour/shutdownmanager.go`],
  },
  {
    id: 'contour-websockets',
    hop: 'gateway',
    component: 'Contour',
    setting: 'enableWebsockets, projectcontour.io/websocket-routes',
    configuredIn: [
      { where: 'HTTPProxy route', key: 'enableWebsockets: true' },
      { where: 'Ingress annotation', key: 'projectcontour.io/websocket-routes' },
    ],
    default: 'off for HTTPProxy and Ingress; on for the Gateway API',
    defaultMs: null,
    kind: 'handshake',
    measures: 'without it the upgrade is refused',
    resetBy: NOTHING_RESETS,
    endsAs: { http: '403 on the handshake (code not re-read)' },
    appliesTo: UPGRADED,
    verified: 'source',
    sources: [
      `${SOURCE}/internal/envoy/v3/route.go#L449; internal/dag/ingress_processor.go#L294; internal/dag/gatewayapi_processor.go`,
    ],
  },
] as const satisfies readonly CatalogueEntry[];

const contourEntry = entryFinder(CONTOUR);

const contour: HopKind = {
  kind: 'contour',
  engine: 'envoy',
  part: 'nginx',
  title: 'Contour',
  role: 'ingress',
  terminates: 'yes',
  speaks: ['tcp', 'tls', 'http'],
  catalogue: ['contour-', 'envoy-stream-idle-timeout', 'envoy-drain'],
  limits: [
    limitFrom(contourEntry('contour-timeouts'), {
      ...ENDING,
      ...WEBSOCKET,
      key: 'stream-idle-timeout',
      change: configChange('stream-idle-timeout'),
      setting: 'timeouts.stream-idle-timeout',
    }),
    limitFrom(contourEntry('contour-tcp-proxy-idle'), {
      ...ENDING,
      ...RAW,
      key: 'tcp-idle-timeout',
      setting: 'idle_timeout of the TCP proxy',
    }),
    // Neither the example nor the provisioner gives Envoy a drain time (03-envoy.yaml; provisioner/objects/dataplane).
    LISTENER_DRAIN,
    limitFrom(contourEntry('contour-shutdown'), {
      effects: ['fin', 'rst'],
      key: 'termination-grace-period',
      setting: 'terminationGracePeriodSeconds',
      event: 'shutdown',
    }),
  ],
  inert: [...BETWEEN_REQUESTS, MAX_CONNECTION_KEY],
  routes: httpProxyRoutes,
  ingress: {
    controllers: [],
    classNames: ['contour'],
    prefixes: ['projectcontour.io/'],
    settings: ({ ingress, inventory }) => [...ingressTimes(ingress), ...configured(inventory)],
    noUpgrade: withoutWebsocketRoute,
  },
  gateway: {
    controllers: ['projectcontour.io/gateway-controller'],
    classNames: /contour/,
    settings: (route, inventory) => [...routeTimeouts(route), ...configured(inventory)],
  },
  watch: { names: /contour/i },
  // Envoy's own image is that of every product on it; only the shutdown-manager beside it is Contour's.
  pods: { names: ['contour'], image: /(^|\/)(contour)([/:@]|$)/, labels: { app: 'envoy' } },
};

export const contourFamily: Family = {
  kinds: [contour],
  catalogue: CONTOUR,
  objects: {
    HTTPProxy: ['projectcontour.io'],
    ContourConfiguration: ['projectcontour.io'],
    ContourDeployment: ['projectcontour.io'],
  },
};

function withoutWebsocketRoute({ ingress, rule }: IngressPlace): NoUpgrade | undefined {
  const field = ingress.annotations.get('projectcontour.io/websocket-routes');
  if (websocketRoutes(field).includes(rule.path)) return undefined;
  return {
    setting: 'projectcontour.io/websocket-routes',
    why: `Contour passes on an upgrade only on the paths that projectcontour.io/websocket-routes lists, and ${rule.path} is not among them`,
    at: field?.keyAt ?? rule.field.at,
    fix: [`projectcontour.io/websocket-routes: "${rule.path}"`],
    reference: `${SOURCE}/internal/dag/ingress_processor.go#L294`,
  };
}

function configChange(name: string): (ms: number) => Change {
  return (ms) => ({
    where: 'contour.yaml in the ConfigMap contour',
    key: `timeouts.${name}`,
    text: ['timeouts:', `  ${name}: ${GO_DURATION.write(ms)}`],
    manifest: { kind: 'ConfigMap', name: 'contour', under: ['data', 'contour.yaml'] },
  });
}
