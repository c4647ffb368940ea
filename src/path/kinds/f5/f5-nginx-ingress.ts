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
import { POD_GRACE } from '../proxy-pods.ts';
import { F5, f5Entry } from './catalogue.ts';
import { maxConns } from './max-conns.ts';
import { F5_IMAGE, F5_PREFIX, f5IngressSettings } from './settings.ts';
import { f5Stream } from './transport-server.ts';
import { virtualServerRoutes } from './virtual-server.ts';

/** The class of this controller is usually called nginx as well: the annotations of its Ingresses tell whose it is. */
function isClassOfF5(
  className: string,
  { controller, ingresses, inventory }: OwnershipSigns,
): boolean {
  if (controller !== undefined || !/nginx/.test(className)) return false;
  if (nginxControllers(inventory).some(({ classNames }) => classNames.includes(className)))
    return false;
  const own = ingresses.filter(({ annotations }) => hasPrefix(annotations, [F5_PREFIX]));
  const others = ingresses.filter(({ annotations }) =>
    hasPrefix(annotations, [`${DEFAULT_PREFIX}/`]),
  );
  return own.length > 0 && own.length >= others.length;
}

/** The opposite of ingress-nginx: a time with its unit. */
function timeout(name: string): Place {
  return annotation('ingress', F5_PREFIX + name, { notation: NGINX_TIME });
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
    { ...SHUTDOWN_LIMIT, change: shutdownChange },
    POD_GRACE,
  ],
  routes: virtualServerRoutes,
  connectionLimits: maxConns,
  inert: ['proxy-connect-timeout', 'keepalive-timeout'],
  ingress: {
    controllers: ['nginx.org/ingress-controller'],
    prefixes: [F5_PREFIX, 'nginx.com/'],
    settings: f5IngressSettings,
    takesOver: isClassOfF5,
    classesServed: (inventory) =>
      installationsOf(inventory, F5_IMAGE).map(
        ({ flags }) => flags.get('ingress-class')?.value ?? 'nginx',
      ),
  },
  watch: { names: /nginx/i, onIngress: 'reload', onConfigMap: 'reload' },
  pods: { names: ['nginx-ingress'], image: F5_IMAGE },
};

const RESOURCES = ['k8s.nginx.org'];

export const f5Family: Family = {
  kinds: [f5NginxIngress, f5Stream],
  catalogue: F5,
  objects: {
    VirtualServer: RESOURCES,
    VirtualServerRoute: RESOURCES,
    TransportServer: RESOURCES,
    GlobalConfiguration: RESOURCES,
    Policy: RESOURCES,
  },
};
