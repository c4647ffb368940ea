import { secondsMs } from '../../../objects/durations.ts';
import type { Field } from '../../../objects/field.ts';
import type { HopKind, LimitSpec } from '../../hop-kind.ts';
import { limitFrom } from '../../limit-from.ts';
import type { IngressPlace, OwnershipSigns } from '../../ownership.ts';
import type { Setting } from '../../setting.ts';
import { annotationChange } from '../ingress-nginx/changes.ts';
import {
  DEFAULT_PREFIX,
  INGRESS_NGINX_CONTROLLER,
  nginxControllers,
} from '../ingress-nginx/controller.ts';
import { POD_GRACE } from '../proxy-pods.ts';
import { TRAEFIK_SOURCE, traefikEntry } from './catalogue.ts';
import { entryPointSettings } from './entry-points.ts';
import { type StaticConfiguration, staticOf, TRAEFIK_IMAGE } from './static.ts';

const PROVIDER = 'providers.kubernetesingressnginx';

const WEBSOCKET: Pick<LimitSpec, 'onlyFor' | 'version' | 'reference'> = {
  onlyFor: ['ws', 'wss'],
  version: '3.7',
  reference: `${TRAEFIK_SOURCE}/pkg/provider/kubernetes/ingress-nginx/kubernetes.go#L40`,
};

/** Traefik in the place of ingress-nginx: the same class and annotations, another program with another clock. */
export const traefikNginxProvider: HopKind = {
  kind: 'traefik-nginx-provider',
  title: 'Traefik with its ingress-nginx provider',
  role: 'ingress',
  carries: ['ws', 'wss'],
  terminates: 'yes',
  speaks: ['tcp', 'tls', 'http'],
  catalogue: ['traefik-'],
  limits: [
    limitFrom(traefikEntry('traefik-nginx-provider-timeouts'), {
      ...WEBSOCKET,
      key: 'proxy-read-timeout',
      setting: 'proxy-read-timeout',
      resetBy: 'bytes-to-client',
      effects: ['close-notify', 'fin'],
      change: annotationChange('proxy-read-timeout'),
    }),
    limitFrom(traefikEntry('traefik-nginx-provider-timeouts'), {
      ...WEBSOCKET,
      key: 'proxy-send-timeout',
      setting: 'proxy-send-timeout',
      startsAt: 'stall',
      effects: ['close-notify', 'fin'],
      change: annotationChange('proxy-send-timeout'),
    }),
    limitFrom(traefikEntry('traefik-grace'), {
      key: 'grace-timeout',
      setting: 'lifeCycle.graceTimeOut',
      event: 'shutdown',
      effects: ['fin'],
    }),
    POD_GRACE,
  ],
  inert: ['proxy-connect-timeout', 'read-timeout', 'write-timeout', 'idle-timeout'],
  part: 'nginx',
  ingress: {
    controllers: [],
    classNames: ['nginx'],
    readsToo: [`${DEFAULT_PREFIX}/`, 'traefik.ingress.kubernetes.io/'],
    takesOver: isProvided,
    settings,
  },
  watch: { names: /traefik/i },
  pods: { names: ['traefik'], image: TRAEFIK_IMAGE },
};

/** The provider is on, and no ingress-nginx among the manifests serves the class itself. */
function isProvided(className: string, { controller, inventory }: OwnershipSigns): boolean {
  const { values } = staticOf(inventory);
  if (![...values.keys()].some((key) => key.startsWith(PROVIDER))) return false;
  if (values.get(PROVIDER)?.text === 'false') return false;
  if (nginxControllers(inventory).some(({ workload }) => workload !== undefined)) return false;
  const option = (name: string) => values.get(`${PROVIDER}.${name}`)?.text;
  if (option('ingressclassbyname') === 'true' && className === (option('ingressclass') ?? 'nginx'))
    return true;
  if (controller === undefined) return className === (option('ingressclass') ?? 'nginx');
  return controller === (option('controllerclass') ?? INGRESS_NGINX_CONTROLLER);
}

function settings({ ingress, inventory }: IngressPlace): readonly Setting[] {
  const configuration = staticOf(inventory);
  return [
    ...timeout('proxy-read-timeout', {
      field: ingress.annotations.get(`${DEFAULT_PREFIX}/proxy-read-timeout`),
      fallback: option(configuration, 'proxyreadtimeout'),
    }),
    ...timeout('proxy-send-timeout', {
      field: ingress.annotations.get(`${DEFAULT_PREFIX}/proxy-send-timeout`),
      fallback: option(configuration, 'proxysendtimeout'),
    }),
    ...entryPointSettings(configuration, undefined),
  ];
}

function option({ values }: StaticConfiguration, name: string): Field | undefined {
  return values.get(`${PROVIDER}.${name}`);
}

/** Whole seconds; 0 takes the deadline off (transport.go#L288). */
function timeout(
  key: string,
  { field, fallback }: { field: Field | undefined; fallback: Field | undefined },
): readonly Setting[] {
  return [field, fallback]
    .flatMap((one) => {
      const ms = secondsMs(one?.text ?? '');
      return one === undefined || ms === undefined
        ? []
        : [{ key, ms: ms === 0 ? Number.POSITIVE_INFINITY : ms, at: one.at }];
    })
    .slice(0, 1);
}
