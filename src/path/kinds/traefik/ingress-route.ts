import type { Field } from '../../../objects/field.ts';
import type { Inventory } from '../../../objects/inventory.ts';
import { describeObject, type ManifestObject, type Note } from '../../../objects/object.ts';
import type { CustomRoute } from '../../custom-route.ts';
import type { TransportKind } from '../../transport.ts';
import { type EntryPoint, entryPointOf, entryPointSettings } from './entry-points.ts';
import { placesOf, type RulePlace } from './rule.ts';
import { ofEntryPoint, type StaticConfiguration, staticOf } from './static.ts';

/** A TraefikService may lead to another; a circle is refused by Traefik. */
const SERVICES_MAX = 8;

/** The ways of every IngressRoute and IngressRouteTCP, one for each entry point, host and path. */
export function ingressRoutes(inventory: Inventory): readonly CustomRoute[] {
  const configuration = staticOf(inventory);
  return ['IngressRoute', 'IngressRouteTCP'].flatMap((kind) =>
    inventory.of(kind).flatMap((object) => routesOf(object, { inventory, configuration })),
  );
}

interface Context {
  readonly inventory: Inventory;
  readonly configuration: StaticConfiguration;
}

function routesOf(object: ManifestObject, context: Context): readonly CustomRoute[] {
  const spec = object.root.get('spec');
  return spec
    .get('routes')
    .items()
    .flatMap((route) => {
      // A route with an internal service, such as the dashboard, leads to no pod.
      const [service] = route.get('services').items();
      if (service === undefined || service.get('name').text?.includes('@') === true) return [];
      const places = placesOf(route.get('match').text ?? '');
      return entryPointsOf(spec, context)
        .filter((entryPoint) => !isRedirected(entryPoint, { object, route, ...context }))
        .flatMap((entryPoint) =>
          places.map((place) => wayOf(place, { object, route, service, entryPoint, ...context })),
        );
    });
}

interface Place extends Context {
  readonly object: ManifestObject;
  readonly route: Field;
  readonly service: Field;
  readonly entryPoint: EntryPoint | undefined;
}

function wayOf(
  place: RulePlace,
  { object, route, service, entryPoint, ...context }: Place,
): CustomRoute {
  const { inventory, configuration } = context;
  const tls = object.root.get('spec').get('tls');
  const isRaw = object.kind === 'IngressRouteTCP';
  const isTls = tls.exists || (!isRaw && entryPoint?.isTls === true);
  const transport: TransportKind = isRaw ? (isTls ? 'tls' : 'tcp') : isTls ? 'wss' : 'ws';
  return {
    owner: object,
    at: route.at,
    host: place.host,
    port: entryPoint?.port ?? (isTls ? 443 : 80),
    transport,
    path: place.path,
    backend: backendOf(service, { namespace: object.namespace, inventory }),
    settings: entryPointSettings(configuration, entryPoint?.name),
    front: configuration.installation?.service,
    notes: [
      ...(place.isPattern ? [patternNote(route, object)] : []),
      ...(isRaw && entryPoint?.port === undefined ? [portNote(object, entryPoint)] : []),
    ],
  };
}

/** Every request is sent on to TLS, by the entry point or by a middleware of the route: it is no way itself. */
function isRedirected(
  entryPoint: EntryPoint | undefined,
  { object, route, inventory, configuration }: Omit<Place, 'service' | 'entryPoint'>,
): boolean {
  if (entryPoint?.isTls === true || object.root.get('spec').get('tls').exists) return false;
  const name = entryPoint?.name ?? '';
  const way = 'http.redirections.entryPoint.to';
  if (ofEntryPoint(configuration, { name, way }) !== undefined) return true;
  return route
    .get('middlewares')
    .items()
    .some((one) => {
      const namespace = one.get('namespace').text ?? object.namespace;
      const named = { kind: 'Middleware', namespace, name: one.get('name').text ?? '' };
      const scheme = inventory.object(named)?.root.get('spec').get('redirectScheme').get('scheme');
      return scheme?.text === 'https';
    });
}

/** Those that the route names; without a name all of them, of which the first with TLS stands for the rest. */
function entryPointsOf(
  spec: Field,
  { configuration }: Context,
): readonly (EntryPoint | undefined)[] {
  const front = configuration.installation?.service;
  const named = spec
    .get('entryPoints')
    .items()
    .flatMap(({ text }) => text ?? []);
  const all = (
    named.length > 0 ? named : configuration.entryPoints.filter((name) => name !== 'traefik')
  ).map((name) => entryPointOf(configuration, { name, front }));
  if (all.length === 0) return [undefined];
  if (named.length > 0) return all;
  return [all.find(({ isTls }) => isTls) ?? all[0]];
}

/** The Service behind a route, also through TraefikServices. */
function backendOf(
  service: Field,
  { namespace, inventory }: { namespace: string; inventory: Inventory },
  depth = 0,
): CustomRoute['backend'] {
  const space = service.get('namespace').text ?? namespace;
  const name = service.get('name').text;
  if (service.get('kind').text !== 'TraefikService' || depth >= SERVICES_MAX)
    return { namespace: space, name, port: service.get('port').text };
  const spec = inventory
    .object({ kind: 'TraefikService', namespace: space, name: name ?? '' })
    ?.root.get('spec');
  const mirrored = spec?.get('mirroring');
  const [next] = [
    ...(spec?.get('weighted').get('services').items() ?? []),
    ...(spec?.get('highestRandomWeight').get('services').items() ?? []),
    ...(mirrored?.exists === true ? [mirrored] : []),
  ];
  if (next === undefined) return { namespace: space, name: undefined };
  return backendOf(next, { namespace: space, inventory }, depth + 1);
}

function patternNote(route: Field, object: ManifestObject): Note {
  const match = route.get('match');
  return {
    at: match.at,
    message: `${describeObject(object)} matches a pattern (${match.text}); its way is shown without it`,
  };
}

function portNote(object: ManifestObject, entryPoint: EntryPoint | undefined): Note {
  const name = entryPoint === undefined ? 'its entry point' : `entry point ${entryPoint.name}`;
  return { at: object.at, message: `${describeObject(object)}: the port of ${name} is not known` };
}
