import type { Ingress } from '../../../objects/ingress.ts';
import type { Inventory } from '../../../objects/inventory.ts';
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
import { entryPointOf, entryPointSettings } from './entry-points.ts';
import { inFlightLimits } from './in-flight.ts';
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
  connectionLimits: inFlightLimits,
  ingress: {
    controllers: ['traefik.io/ingress-controller'],
    classNames: ['traefik'],
    prefixes: ['traefik.ingress.kubernetes.io/'],
    readsToo: ['nginx.ingress.kubernetes.io/'],
    settings: ingressSettings,
    hasTls,
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

const ROUTER = 'traefik.ingress.kubernetes.io/router.';

/** Through the entry points that the Ingress names, or any. */
function ingressSettings({ ingress, inventory }: IngressPlace): readonly Setting[] {
  return entryPointSettings(staticOf(inventory), entryPointsOf(ingress)[0]);
}

function entryPointsOf({ annotations }: Ingress): readonly string[] {
  const named = annotations.get(`${ROUTER}entrypoints`)?.text;
  return named?.split(',').map((name) => name.trim()) ?? [];
}

/** `router.tls`, or entry points with TLS only. */
function hasTls(ingress: Ingress, inventory: Inventory): boolean {
  if (ingress.annotations.get(`${ROUTER}tls`)?.text === 'true') return true;
  const configuration = staticOf(inventory);
  const front = configuration.installation?.service;
  const named = entryPointsOf(ingress);
  return (
    named.length > 0 && named.every((name) => entryPointOf(configuration, { name, front }).isTls)
  );
}
