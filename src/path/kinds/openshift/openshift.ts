import {
  type CatalogueEntry,
  EVERY_CARRIAGE,
  entryFinder,
  NOTHING_RESETS,
  PAYLOAD_RESETS,
} from '../../catalogue/entry.ts';
import type { Change } from '../../change.ts';
import type { Family } from '../../family.ts';
import type { HopKind, LimitSpec } from '../../hop-kind.ts';
import { limitFrom } from '../../limit-from.ts';
import { HAPROXY_TIME } from '../../notation.ts';
import { CLOCK, HAPROXY_ENDS, haproxyEntry } from '../haproxy/haproxy.ts';
import { rateLimits } from './rate-limit.ts';
import { openshiftRoutes, PREFIX, settingsOf } from './route.ts';

const TEMPLATE =
  'https://github.com/openshift/router/blob/4b401a86d/images/router/haproxy/conf/haproxy-config.template';

/** The router of OpenShift: HAProxy, fed with Routes. */
const OPENSHIFT = [
  {
    id: 'openshift-router-timeouts',
    hop: 'ingress',
    component: 'OpenShift router',
    setting: 'timeout-tunnel, tuningOptions.tunnelTimeout',
    configuredIn: [
      { where: 'Route annotation', key: `${PREFIX}timeout-tunnel, ${PREFIX}timeout` },
      {
        where: 'IngressController (operator.openshift.io/v1)',
        key: 'spec.tuningOptions.tunnelTimeout, clientTimeout, serverTimeout',
      },
    ],
    default: 'tunnel 1h, client 30s, server 30s',
    defaultMs: 3_600_000,
    range: 'HAProxy time; more than 2,147,483,647 ms is cut to that',
    kind: 'idle-bidirectional',
    measures:
      'timeout tunnel of HAProxy. The annotation timeout sets timeout server, which an upgrade replaces; on a passthrough Route it stands in for timeout-tunnel',
    resetBy: PAYLOAD_RESETS,
    endsAs: HAPROXY_ENDS,
    appliesTo: EVERY_CARRIAGE,
    versions: '4.x to 5.1',
    verified: 'source',
    sources: [`${TEMPLATE}#L164-L173, #L688-L693, #L859`],
  },
  {
    id: 'openshift-router-shutdown',
    hop: 'ingress',
    component: 'OpenShift router',
    setting: 'ROUTER_GRACEFUL_SHUTDOWN_DELAY, ROUTER_MAX_SHUTDOWN_TIMEOUT',
    configuredIn: [
      {
        where: 'environment of the router',
        key: 'ROUTER_GRACEFUL_SHUTDOWN_DELAY, ROUTER_MAX_SHUTDOWN_TIMEOUT',
      },
    ],
    default: '45 s, then 30 s',
    defaultMs: 75_000,
    kind: 'drain-after-event',
    measures: 'a stopped router goes on for 45 s, drains for 30 s and cuts the rest with SIGTERM',
    resetBy: NOTHING_RESETS,
    endsAs: { tcp: 'FIN or RST at process exit', ws: '1006' },
    appliesTo: EVERY_CARRIAGE,
    verified: 'unverified',
    verifiedNote: 'read in the router; whether the operator sets other values was not read',
    sources: [
      'github.com/openshift/router@4b401a86d pkg/cmd/infra/router/template.go#L858; images/router/haproxy/reload-haproxy',
    ],
  },
] as const satisfies readonly CatalogueEntry[];

const openshiftEntry = entryFinder(OPENSHIFT);

function limits(effects: LimitSpec['effects']): readonly LimitSpec[] {
  return [
    limitFrom(openshiftEntry('openshift-router-timeouts'), {
      ...CLOCK,
      key: 'timeout-tunnel',
      setting: 'timeout-tunnel',
      effects,
      verified: 'source',
      version: '4.x to 5.1',
      reference: `${TEMPLATE}#L173`,
      change: tunnelTimeout,
    }),
    limitFrom(haproxyEntry('haproxy-hard-stop-after'), {
      ...CLOCK,
      key: 'hard-stop-after',
      setting: 'hard-stop-after',
      event: 'reload',
      effects,
      lateMs: 500,
      change: hardStopAfter,
    }),
    limitFrom(openshiftEntry('openshift-router-shutdown'), {
      key: 'shutdown',
      setting: 'ROUTER_MAX_SHUTDOWN_TIMEOUT',
      event: 'shutdown',
      effects: ['fin', 'rst'],
    }),
  ];
}

const INERT = ['timeout', 'timeout-client', 'timeout-server', 'timeout-http-request'];

const router: HopKind = {
  kind: 'openshift-router',
  engine: 'haproxy',
  part: 'nginx',
  title: 'OpenShift router',
  role: 'ingress',
  carries: ['ws', 'wss'],
  terminates: 'yes',
  speaks: ['tcp', 'tls', 'http'],
  catalogue: ['openshift-router-', 'haproxy-timeout-', 'haproxy-hard-stop-after'],
  limits: limits(['close-notify']),
  inert: INERT,
  routes: openshiftRoutes,
  connectionLimits: rateLimits,
  ingress: {
    controllers: ['openshift.io/ingress-to-route'],
    classNames: ['openshift-default'],
    prefixes: [PREFIX, 'route.openshift.io/'],
    settings: ({ ingress, inventory }) => settingsOf(ingress.object, inventory),
  },
  watch: { names: /router/i, onIngress: 'reload', onConfigMap: 'reload' },
  pods: { names: ['router'], image: /(^|\/)(ose-haproxy-router|origin-haproxy-router)([:@]|$)/ },
};

/** TLS goes through as it is: bytes to the pod, chosen by the name in the handshake. */
const passthrough: HopKind = {
  engine: 'haproxy',
  role: 'ingress',
  terminates: 'yes',
  catalogue: ['openshift-router-', 'haproxy-timeout-', 'haproxy-hard-stop-after'],
  inert: INERT,
  kind: 'openshift-router-passthrough',
  part: 'haproxy',
  title: 'OpenShift router, a passthrough Route',
  carries: ['tcp', 'tls', 'wss'],
  speaks: ['tcp'],
  limits: limits(['fin']),
};

export const openshiftFamily: Family = {
  kinds: [router, passthrough],
  catalogue: OPENSHIFT,
  objects: { Route: ['route.openshift.io'], IngressController: ['operator.openshift.io'] },
};

function tunnelTimeout(ms: number): Change {
  return {
    where: 'annotations of the Route',
    key: `${PREFIX}timeout-tunnel`,
    text: [`${PREFIX}timeout-tunnel: ${HAPROXY_TIME.write(ms)}`],
    manifest: { kind: 'Route', under: ['metadata', 'annotations'] },
  };
}

function hardStopAfter(ms: number): Change {
  const key = 'ingress.operator.openshift.io/hard-stop-after';
  return {
    where: 'annotations of the IngressController',
    key,
    text: [`${key}: ${HAPROXY_TIME.write(ms)}`],
    manifest: { kind: 'IngressController', under: ['metadata', 'annotations'] },
  };
}
