import type { Field } from '../../../objects/field.ts';
import type { Inventory } from '../../../objects/inventory.ts';
import { describeObject, type ManifestObject, type Note } from '../../../objects/object.ts';
import type { CustomRoute } from '../../custom-route.ts';
import type { ControllerConfig } from '../controller-config.ts';
import {
  f5Config,
  f5SharedSettings,
  f5SnippetSettings,
  firstNginxTime,
  snippet,
} from './settings.ts';

/** The ways of every VirtualServer, also through the VirtualServerRoutes that it delegates to. */
export function virtualServerRoutes(inventory: Inventory): readonly CustomRoute[] {
  const config = f5Config(inventory);
  return inventory
    .of('VirtualServer')
    .flatMap((object) => serverRoutes(object, { inventory, config }));
}

interface Context {
  readonly inventory: Inventory;
  readonly config: ControllerConfig;
}

/** A VirtualServer, and the object whose upstreams a route names. */
interface Place extends Context {
  readonly server: ManifestObject;
  readonly holder: ManifestObject;
}

function serverRoutes(server: ManifestObject, context: Context): readonly CustomRoute[] {
  const routes = server.root.get('spec').get('routes').items();
  return routes.flatMap((route) => {
    const delegated = [
      ...named(route, { server, ...context }),
      ...selected(route, { server, ...context }),
    ];
    const isDelegated = route.get('route').exists || route.get('routeSelector').exists;
    if (!isDelegated) return wayOf(route, { server, holder: server, ...context });
    return delegated.flatMap((holder) =>
      holder.root
        .get('spec')
        .get('subroutes')
        .items()
        .flatMap((subroute) => wayOf(subroute, { server, holder, ...context })),
    );
  });
}

/** `route: namespace/name` */
function named(
  route: Field,
  { server, inventory }: Context & { server: ManifestObject },
): readonly ManifestObject[] {
  const [first = '', second] = route.get('route').text?.split('/') ?? [];
  const namespace = second === undefined ? server.namespace : first;
  const name = second ?? first;
  const found = inventory.object({ kind: 'VirtualServerRoute', namespace, name });
  return found === undefined ? [] : [found];
}

function selected(
  route: Field,
  { server, inventory }: Context & { server: ManifestObject },
): readonly ManifestObject[] {
  const wanted = route.get('routeSelector').get('matchLabels').entries();
  const host = server.root.get('spec').get('host').text;
  if (wanted.length === 0) return [];
  return inventory.of('VirtualServerRoute').filter(({ root }) => {
    const labels = root.get('metadata').get('labels');
    const isOfHost = root.get('spec').get('host').text === host;
    return isOfHost && wanted.every(([key, value]) => labels.get(key).text === value.text);
  });
}

function wayOf(route: Field, place: Place): readonly CustomRoute[] {
  const upstream = upstreamOf(route, place.holder);
  // A redirect or an answer of its own leads to no pod.
  if (upstream === undefined) return [];
  const { server, holder, inventory, config } = place;
  const spec = server.root.get('spec');
  const isTls = spec.get('tls').get('secret').exists || spec.get('tls').get('cert-manager').exists;
  const listener = listenerPort(spec, { isTls, inventory });
  const path = route.get('path').text ?? '/';
  const isPattern = !path.startsWith('/');
  const snippets = [
    ...snippet('location', existing(route.get('location-snippets'))),
    ...snippet('server', existing(spec.get('server-snippets'))),
    ...snippet('http', existing(spec.get('http-snippets'))),
  ];
  return [
    {
      owner: holder,
      at: route.at,
      host: spec.get('host').text,
      port: listener ?? (isTls ? 443 : 80),
      transport: isTls ? 'wss' : 'ws',
      path: isPattern ? path.replace(/^[=~*\s]+\^?/, '') : path,
      backend: {
        namespace: holder.namespace,
        name: upstream.get('service').text,
        port: upstream.get('port').text,
      },
      settings: [
        ...f5SnippetSettings(snippets, config),
        ...firstNginxTime('proxy-read-timeout', [upstream.get('read-timeout')]),
        ...firstNginxTime('proxy-send-timeout', [upstream.get('send-timeout')]),
        ...f5SharedSettings(config),
      ],
      front: config.installation?.service,
      notes: /^~/.test(path) ? [patternNote(route, holder)] : [],
    },
  ];
}

/** The first upstream that requests of the route may go to. */
function upstreamOf(route: Field, holder: ManifestObject): Field | undefined {
  const actions = [
    route.get('action'),
    ...route
      .get('splits')
      .items()
      .map((split) => split.get('action')),
    ...route
      .get('matches')
      .items()
      .flatMap((match) => [
        match.get('action'),
        ...match
          .get('splits')
          .items()
          .map((split) => split.get('action')),
      ]),
  ];
  const name = actions
    .map((action) => action.get('pass').text ?? action.get('proxy').get('upstream').text)
    .find((text) => text !== undefined);
  return holder.root
    .get('spec')
    .get('upstreams')
    .items()
    .find((upstream) => name !== undefined && upstream.get('name').text === name);
}

/** `listener: { http, https }` names ports of the GlobalConfiguration. */
function listenerPort(
  spec: Field,
  { isTls, inventory }: { isTls: boolean; inventory: Inventory },
): number | undefined {
  const name = spec.get('listener').get(isTls ? 'https' : 'http').text;
  return name === undefined ? undefined : globalListener(name, inventory);
}

/** The port of a listener of the GlobalConfiguration. */
export function globalListener(name: string, inventory: Inventory): number | undefined {
  return inventory
    .of('GlobalConfiguration')
    .flatMap(({ root }) => root.get('spec').get('listeners').items())
    .find((listener) => listener.get('name').text === name)
    ?.get('port').number;
}

function existing(field: Field): Field | undefined {
  return field.exists ? field : undefined;
}

function patternNote(route: Field, holder: ManifestObject): Note {
  const path = route.get('path');
  return {
    at: path.at,
    message: `${describeObject(holder)} matches the regular expression ${path.text}; its way is shown with the text of it`,
  };
}
