import {
  type CatalogueEntry,
  EVERY_CARRIAGE,
  entryFinder,
  NOTHING_RESETS,
  REQUESTS_RESET,
  UPGRADED,
} from '../../catalogue/entry.ts';
import type { Family } from '../../family.ts';
import type { HopKind } from '../../hop-kind.ts';
import { limitFrom } from '../../limit-from.ts';
import { GO_DURATION } from '../../notation.ts';
import { graceChange } from '../ingress-nginx/changes.ts';

/** Traefik. */
const TRAEFIK = [
  {
    id: 'traefik-read-timeout',
    hop: 'ingress',
    component: 'Traefik',
    setting: 'entryPoints.<n>.transport.respondingTimeouts.readTimeout',
    configuredIn: [{ where: 'static configuration', key: 'respondingTimeouts.readTimeout' }],
    default: '60 s (v3)',
    defaultMs: 60_000,
    kind: 'handshake',
    measures:
      'reading the whole request; it is also set as a read deadline on the raw connection while Traefik peeks at the first bytes',
    resetBy: NOTHING_RESETS,
    endsAs: { tcp: 'close', http: '408/400' },
    appliesTo: ['ws', 'wss-terminated', 'tcp'],
    versions: '60 s default: later 2.11.x and 3.0; older versions 0 (general knowledge)',
    verified: 'source',
    verifiedNote: 'source / effect on WebSocket and TCP routers not measured',
    sources: [
      'github.com/traefik/traefik pkg/config/static/static_config.go DefaultReadTimeout',
      'pkg/server/server_entrypoint_tcp.go (v2 commit) Start()',
    ],
    notes:
      'Go clears deadlines when a connection is hijacked for an upgrade (general Go knowledge), so a WebSocket should survive; a raw TCP router must clear it itself. Measure before trusting.',
  },
  {
    id: 'traefik-write-timeout',
    hop: 'ingress',
    component: 'Traefik',
    setting: 'respondingTimeouts.writeTimeout',
    configuredIn: [{ where: 'static configuration', key: 'respondingTimeouts.writeTimeout' }],
    default: '0 (none)',
    defaultMs: 0,
    kind: 'write-stall',
    measures: 'deadline for the response',
    resetBy: NOTHING_RESETS,
    endsAs: { tcp: 'close' },
    appliesTo: UPGRADED,
    verified: 'source',
    sources: ['github.com/traefik/traefik pkg/config/static/static_config.go'],
  },
  {
    id: 'traefik-idle-timeout',
    hop: 'ingress',
    component: 'Traefik',
    setting: 'respondingTimeouts.idleTimeout',
    configuredIn: [{ where: 'static configuration', key: 'respondingTimeouts.idleTimeout' }],
    default: '180 s',
    defaultMs: 180_000,
    kind: 'idle-directional',
    measures: 'idle HTTP keep-alive only; an upgraded connection is not idle keep-alive',
    resetBy: REQUESTS_RESET,
    endsAs: { tcp: 'FIN' },
    appliesTo: ['http-keepalive'],
    verified: 'source',
    sources: ['github.com/traefik/traefik pkg/config/static/static_config.go DefaultIdleTimeout'],
  },
  {
    id: 'traefik-grace',
    hop: 'ingress',
    component: 'Traefik',
    setting: 'transport.lifeCycle.graceTimeOut / requestAcceptGraceTimeout',
    configuredIn: [
      {
        where: 'static configuration',
        key: 'lifeCycle.graceTimeOut, lifeCycle.requestAcceptGraceTimeout',
      },
    ],
    default: '10 s / 0',
    defaultMs: 10_000,
    kind: 'drain-after-event',
    measures: 'after SIGTERM: wait for connections, then close all tracked connections',
    resetBy: NOTHING_RESETS,
    endsAs: { tcp: 'close (FIN)', ws: '1006' },
    appliesTo: EVERY_CARRIAGE,
    verified: 'source',
    sources: [
      'github.com/traefik/traefik pkg/config/static/static_config.go',
      'pkg/server/server_entrypoint_tcp.go Shutdown()',
    ],
  },
  {
    id: 'traefik-keepalive-max',
    hop: 'ingress',
    component: 'Traefik',
    setting: 'transport.keepAliveMaxTime / keepAliveMaxRequests',
    configuredIn: [
      { where: 'static configuration', key: 'keepAliveMaxTime, keepAliveMaxRequests' },
    ],
    default: '0 / 0',
    defaultMs: 0,
    kind: 'max-age',
    measures: 'HTTP keep-alive age/requests',
    resetBy: NOTHING_RESETS,
    endsAs: { http: 'Connection: close' },
    appliesTo: ['http-keepalive'],
    verified: 'source',
    sources: ['github.com/traefik/traefik pkg/config/static/entrypoints.go'],
  },
  {
    id: 'traefik-tcp-termination-delay',
    hop: 'ingress',
    component: 'Traefik',
    setting: 'tcpServersTransport.terminationDelay, dialKeepAlive, dialTimeout',
    configuredIn: [{ where: 'static/dynamic configuration', key: 'tcpServersTransport.*' }],
    default: '100 ms / 15 s keepalive / 30 s (dial, not re-read)',
    defaultMs: 100,
    kind: 'drain-after-event',
    measures:
      'TCP routers: 100 ms after one side half-closes the other side is closed too; accepted sockets get TCP keepalive 3 min. No idle timeout for TCP routers in what was read.',
    resetBy: NOTHING_RESETS,
    endsAs: { tcp: 'FIN' },
    appliesTo: ['tcp', 'wss-passthrough'],
    verified: 'source',
    sources: [
      'github.com/traefik/traefik pkg/config/static/static_config.go TCPServersTransport',
      'pkg/server/server_entrypoint_tcp.go SetKeepAlivePeriod(3m)',
    ],
  },
  {
    id: 'traefik-forwarding-timeouts',
    hop: 'ingress',
    component: 'Traefik',
    setting: 'serversTransport.forwardingTimeouts',
    configuredIn: [
      { where: 'static configuration', key: 'dialTimeout, responseHeaderTimeout, idleConnTimeout' },
    ],
    default: '30 s / 0 / 90 s',
    defaultMs: 30_000,
    kind: 'connect',
    measures: 'connect / first response header / idle pooled backend connection',
    resetBy: NOTHING_RESETS,
    endsAs: { http: '502/504 on the handshake' },
    appliesTo: UPGRADED,
    verified: 'source',
    sources: ['github.com/traefik/traefik pkg/config/static/static_config.go ForwardingTimeouts'],
  },
] as const satisfies readonly CatalogueEntry[];

const traefikEntry = entryFinder(TRAEFIK);

/** It has no idle timeout for an upgraded or a raw connection; only its own end ends them. */
const traefik: HopKind = {
  kind: 'traefik',
  title: 'Traefik',
  role: 'ingress',
  terminates: 'yes',
  speaks: ['tcp', 'tls', 'http'],
  catalogue: ['traefik-'],
  limits: [
    limitFrom(traefikEntry('traefik-grace'), {
      key: 'grace-timeout',
      change: (ms) => ({
        where: 'static configuration, for each entry point',
        key: 'lifeCycle.graceTimeOut',
        text: [`--entryPoints.websecure.transport.lifeCycle.graceTimeOut=${GO_DURATION.write(ms)}`],
        also: [graceChange(ms)],
      }),
      setting: 'lifeCycle.graceTimeOut',
      event: 'shutdown',
      effects: ['fin'],
    }),
  ],
  inert: ['read-timeout', 'write-timeout', 'idle-timeout', 'keep-alive-max-time'],
  part: 'nginx',
  alsoKnown: [
    {
      setting: 'respondingTimeouts.idleTimeout',
      afterMs: 180_000,
      axis: 'idle',
      reference: 'traefik pkg/config/static/static_config.go',
      isVerified: true,
    },
  ],
  ingress: {
    controllers: ['traefik.io/ingress-controller'],
    classNames: ['traefik'],
    prefixes: ['traefik.ingress.kubernetes.io/'],
    readsToo: ['nginx.ingress.kubernetes.io/'],
  },
  gateway: { controllers: ['traefik.io/gateway-controller'], classNames: /^traefik/ },
  watch: { names: /traefik/i },
  pods: { names: ['traefik'], image: /(^|\/)(traefik)([/:@]|$)/ },
};

export const traefikFamily: Family = { kinds: [traefik], catalogue: TRAEFIK };
