import type { Ingress } from '../../../objects/ingress.ts';
import type { Inventory } from '../../../objects/inventory.ts';
import type { HopKind, LimitSpec } from '../../hop-kind.ts';
import { limitFrom } from '../../limit-from.ts';
import { NGINX_CLOCK, NGINX_LAZY_MS } from '../nginx/clock.ts';
import { nginxHttpEntry } from '../nginx/http.ts';
import { POD_GRACE } from '../proxy-pods.ts';
import { annotationChange, shutdownChange } from './changes.ts';
import {
  DEFAULT_PREFIX,
  INGRESS_NGINX_CONTROLLER,
  isNginxController,
  nginxControllers,
} from './controller.ts';
import { NGINX_ANNOTATIONS } from './known-keys.ts';
import { frontOf, ingressSettings, isGrpc, tcpPorts, variantOf } from './settings.ts';
import { timeoutsEntry } from './timeouts.ts';

export const REFERENCE =
  'kubernetes/ingress-nginx@dbb11b92 (v1.15.1) config.go; measured with nginx 1.22.1';

const WEBSOCKET: Pick<LimitSpec, 'onlyFor' | 'verified' | 'reference'> = {
  onlyFor: ['ws', 'wss'],
  verified: 'measured',
  reference: REFERENCE,
};

export const SHUTDOWN: LimitSpec = limitFrom(
  timeoutsEntry('ingress-nginx-worker-shutdown-timeout'),
  {
    key: 'worker-shutdown-timeout',
    change: shutdownChange,
    event: 'reload',
    effects: ['fin'],
    // Measured: +143 to +221 ms after the reload (n=67).
    earlyMs: 80,
    lateMs: 500,
    reference: REFERENCE,
  },
);

/** Nothing else has annotations of these names; without their prefix they are a mistake that says what was meant. */
function isMeantForNginx({ annotations }: Ingress, inventory: Inventory): boolean {
  return (
    nginxControllers(inventory).length > 0 ||
    [...annotations.keys()].some((key) => NGINX_ANNOTATIONS.has(key))
  );
}

/** Annotations that make every path of an Ingress a redirect (internal/ingress/annotations/redirect at dbb11b92). */
const REDIRECTS = ['permanent-redirect', 'temporal-redirect'];

export const ingressNginx: HopKind = {
  kind: 'ingress-nginx',
  title: 'ingress-nginx, an upgraded connection',
  role: 'ingress',
  carries: ['ws', 'wss'],
  terminates: 'yes',
  speaks: ['tcp', 'tls', 'http'],
  catalogue: ['ingress-nginx-', 'nginx-http-', 'nginx-reset-'],
  limits: [
    limitFrom(timeoutsEntry('ingress-nginx-proxy-read-timeout'), {
      ...WEBSOCKET,
      ...NGINX_CLOCK,
      key: 'proxy-read-timeout',
      change: annotationChange('proxy-read-timeout'),
      effects: ['close-notify'],
    }),
    limitFrom(timeoutsEntry('ingress-nginx-proxy-send-timeout'), {
      ...WEBSOCKET,
      ...NGINX_CLOCK,
      key: 'proxy-send-timeout',
      change: annotationChange('proxy-send-timeout'),
      effects: ['close-notify'],
    }),
    // The client does not read. RST, because the controller turns reset_timedout_connection on.
    limitFrom(nginxHttpEntry('nginx-http-send-timeout'), {
      ...WEBSOCKET,
      ...NGINX_CLOCK,
      key: 'send-timeout',
      effects: ['rst'],
    }),
    { ...SHUTDOWN, onlyFor: ['ws', 'wss'] },
    POD_GRACE,
  ],
  // Caches and waits outside of an open WebSocket: an upgraded connection never returns to a cache.
  inert: [
    'upstream-keepalive-timeout',
    'upstream-keepalive-time',
    'keep-alive',
    'proxy-connect-timeout',
    'proxy-next-upstream-timeout',
    'client-header-timeout',
    'client-body-timeout',
    'proxy-stream-timeout',
  ],
  engine: 'nginx',
  lazyMs: NGINX_LAZY_MS,
  part: 'nginx',
  ingress: {
    controllers: [INGRESS_NGINX_CONTROLLER],
    isController: isNginxController,
    classesServed: (inventory) => nginxControllers(inventory).flatMap((one) => one.classNames),
    classNames: ['nginx', 'ingress-nginx'],
    withoutClass: isMeantForNginx,
    prefixes: [`${DEFAULT_PREFIX}/`],
    settings: ingressSettings,
    front: frontOf,
    ownServices: (inventory) =>
      nginxControllers(inventory).flatMap(({ service }) =>
        service === undefined ? [] : [service],
      ),
    variant: variantOf,
    isGrpc,
    answersItself: ({ ingress: { annotations } }) =>
      REDIRECTS.some((name) => annotations.has(`${DEFAULT_PREFIX}/${name}`)),
    tcpPorts,
  },
  watch: {
    names: /ingress-nginx|nginx-ingress|nginx|tcp-services|udp-services/i,
    onIngress: 'reload',
    onConfigMap: 'reload',
    // Each controller says so of itself, when its nginx has taken the configuration.
    onReason: { RELOAD: 'reload' },
  },
  pods: { names: ['ingress-nginx'], image: /(^|\/)(ingress-nginx\/controller)([/:@]|$)/ },
};
