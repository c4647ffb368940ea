import type { Change } from '../../change.ts';
import type { Family } from '../../family.ts';
import type { HopKind } from '../../hop-kind.ts';
import { limitFrom } from '../../limit-from.ts';
import { GO_DURATION } from '../../notation.ts';
import type { IngressPlace } from '../../ownership.ts';
import type { Setting } from '../../setting.ts';
import { graceChange } from '../ingress-nginx/changes.ts';
import { installationsOf } from '../installation.ts';
import { POD_GRACE } from '../proxy-pods.ts';
import { TRAEFIK, traefikEntry } from './catalogue.ts';
import { entryPointSettings } from './entry-points.ts';
import { ingressRoutes } from './ingress-route.ts';
import { traefikNginxProvider } from './nginx-provider.ts';
import { staticOf, TRAEFIK_IMAGE } from './static.ts';

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
      change: graceTimeout,
      setting: 'lifeCycle.graceTimeOut',
      event: 'shutdown',
      effects: ['fin'],
    }),
    POD_GRACE,
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
  routes: ingressRoutes,
  ingress: {
    controllers: ['traefik.io/ingress-controller'],
    classNames: ['traefik'],
    prefixes: ['traefik.ingress.kubernetes.io/'],
    readsToo: ['nginx.ingress.kubernetes.io/'],
    settings: ingressSettings,
    classesServed: (inventory) =>
      installationsOf(inventory, TRAEFIK_IMAGE).flatMap(
        () =>
          staticOf(inventory).values.get('providers.kubernetesingress.ingressclass')?.text ?? [],
      ),
  },
  gateway: {
    controllers: ['traefik.io/gateway-controller'],
    classNames: /^traefik/,
    settings: (_route, inventory) => entryPointSettings(staticOf(inventory), undefined),
  },
  watch: { names: /traefik/i },
  pods: { names: ['traefik'], image: TRAEFIK_IMAGE },
};

const RESOURCES = ['traefik.io', 'traefik.containo.us'];

export const traefikFamily: Family = {
  kinds: [traefik, traefikNginxProvider],
  catalogue: TRAEFIK,
  objects: {
    IngressRoute: RESOURCES,
    IngressRouteTCP: RESOURCES,
    Middleware: RESOURCES,
    MiddlewareTCP: RESOURCES,
    TraefikService: RESOURCES,
    ServersTransport: RESOURCES,
    ServersTransportTCP: RESOURCES,
    HelmChartConfig: ['helm.cattle.io'],
    HelmChart: ['helm.cattle.io'],
  },
};

function graceTimeout(ms: number): Change {
  return {
    where: 'static configuration, for each entry point',
    key: 'lifeCycle.graceTimeOut',
    text: [`--entryPoints.websecure.transport.lifeCycle.graceTimeOut=${GO_DURATION.write(ms)}`],
    also: [graceChange(ms)],
  };
}

/** Through the entry points that the Ingress names, or any. */
function ingressSettings({ ingress, inventory }: IngressPlace): readonly Setting[] {
  const named = ingress.annotations.get('traefik.ingress.kubernetes.io/router.entrypoints')?.text;
  const [first] = named?.split(',').map((name) => name.trim()) ?? [];
  return entryPointSettings(staticOf(inventory), first);
}
