import { allows } from './allowed-routes.ts';
import type { Field } from './field.ts';
import { sharedHost } from './host.ts';
import type { Inventory } from './inventory.ts';
import type { ManifestObject } from './object.ts';

/** A route of the Gateway API on one listener of its gateway. */
export interface GatewayRoute extends Attachment {
  readonly path: string;
  readonly serviceName: string | undefined;
  readonly serviceNamespace: string;
  /** `timeouts.request` of the rule. */
  readonly requestTimeout: Field;
  readonly field: Field;
}

/** A route on a listener that accepts it, under one host. */
interface Attachment {
  readonly object: ManifestObject;
  readonly gateway: ManifestObject;
  readonly listener: Listener;
  readonly host: string | undefined;
}

interface Listener {
  readonly name: string;
  readonly port: number;
  readonly protocol: string;
  readonly isPassthrough: boolean;
  readonly hostname: string | undefined;
  readonly allowedRoutes: Field;
}

/** Protocols of the listeners that accept a kind of route. A TLS listener that ends TLS carries TCPRoutes. */
const ROUTES: Readonly<Record<string, readonly string[]>> = {
  HTTPRoute: ['HTTP', 'HTTPS'],
  GRPCRoute: ['HTTP', 'HTTPS'],
  TCPRoute: ['TCP', 'TLS'],
  TLSRoute: ['TLS'],
};

/** All routes of the Gateway API. */
export function routeObjects(inventory: Inventory): readonly ManifestObject[] {
  return Object.keys(ROUTES).flatMap((kind) => inventory.of(kind));
}

/** All routes that lead to a backend, with the listeners that they are attached to. */
export function gatewayRoutes(inventory: Inventory): readonly GatewayRoute[] {
  return routeObjects(inventory).flatMap((object) =>
    attachmentsOf(object, inventory).flatMap((attachment) =>
      object.root
        .get('spec')
        .get('rules')
        .items()
        .filter((rule) => !isAnsweredByGateway(rule))
        .flatMap((rule) => ruleRoutes(rule, attachment)),
    ),
  );
}

/** The listeners that a route is attached to, once for each of its hosts. */
export function attachmentsOf(object: ManifestObject, inventory: Inventory): readonly Attachment[] {
  const spec = object.root.get('spec');
  const written = spec
    .get('hostnames')
    .items()
    .map(({ text }) => text);
  const hosts = written.length > 0 ? written : [undefined];
  return spec
    .get('parentRefs')
    .items()
    .flatMap((parent) =>
      listenersFor(parent, { object, inventory })
        .filter(({ listener }) => accepts(listener, { object, parent }))
        .filter(({ holder, listener }) =>
          allows(listener.allowedRoutes, { object, holder, inventory }),
        )
        .flatMap(({ gateway, listener }) =>
          hosts.flatMap((wanted) => {
            const host = sharedHost(listener.hostname, wanted);
            return host === false ? [] : [{ object, gateway, listener, host }];
          }),
        ),
    );
}

/** A redirect or a fixed answer: nothing is held open there. The API allows no backend beside it. */
function isAnsweredByGateway(rule: Field): boolean {
  const filters = rule.get('filters').items();
  return filters.length > 0 && rule.get('backendRefs').items().length === 0;
}

function ruleRoutes(rule: Field, attachment: Attachment): readonly GatewayRoute[] {
  const { object } = attachment;
  const paths = rule.get('matches').items().map(pathOf);
  const [backend] = rule.get('backendRefs').items();
  return [...new Set(paths.length > 0 ? paths : ['/'])].map((path) => ({
    ...attachment,
    path,
    serviceName: backend?.get('name').text,
    serviceNamespace: backend?.get('namespace').text ?? object.namespace,
    requestTimeout: rule.get('timeouts').get('request'),
    field: rule,
  }));
}

/** Of HTTP, or `/service/method` of gRPC. A regular expression may leave out the slash. */
function pathOf(match: Field): string {
  const { text: path } = match.get('path').get('value');
  if (path !== undefined) return path;
  const { text: service } = match.get('method').get('service');
  const { text: method } = match.get('method').get('method');
  return service === undefined ? '/' : `/${service}/${method ?? ''}`;
}

interface Listening {
  /** The object that the listener is written in. */
  readonly holder: ManifestObject;
  readonly gateway: ManifestObject;
  readonly listener: Listener;
}

/** The listeners of the Gateway, or of the ListenerSet, that a reference names. */
function listenersFor(
  parent: Field,
  { object, inventory }: { object: ManifestObject; inventory: Inventory },
): readonly Listening[] {
  const namespace = parent.get('namespace').text ?? object.namespace;
  const name = parent.get('name').text ?? '';
  const kind = parent.get('kind').text ?? 'Gateway';
  const holder = inventory.object({ kind, namespace, name });
  if (holder === undefined) return [];
  const gateway = kind === 'Gateway' ? holder : gatewayOfSet(holder, inventory);
  if (gateway === undefined) return [];
  return listenersOf(holder).map((listener) => ({ holder, gateway, listener }));
}

/** A ListenerSet adds listeners to a Gateway. */
function gatewayOfSet(set: ManifestObject, inventory: Inventory): ManifestObject | undefined {
  if (!/^X?ListenerSet$/.test(set.kind)) return undefined;
  const parent = set.root.get('spec').get('parentRef');
  const namespace = parent.get('namespace').text ?? set.namespace;
  return inventory.object({ kind: 'Gateway', namespace, name: parent.get('name').text ?? '' });
}

/** The listeners of a Gateway or of a ListenerSet. */
function listenersOf(holder: ManifestObject): readonly Listener[] {
  return holder.root
    .get('spec')
    .get('listeners')
    .items()
    .flatMap((field) => {
      const port = field.get('port').number;
      if (port === undefined) return [];
      return [
        {
          name: field.get('name').text ?? '',
          port,
          protocol: field.get('protocol').text ?? 'HTTP',
          isPassthrough: field.get('tls').get('mode').text === 'Passthrough',
          hostname: field.get('hostname').text,
          allowedRoutes: field.get('allowedRoutes'),
        },
      ];
    });
}

function accepts(
  listener: Listener,
  { object, parent }: { object: ManifestObject; parent: Field },
): boolean {
  const section = parent.get('sectionName').text;
  const port = parent.get('port').number;
  const isNamed = section === undefined || section === listener.name;
  const isOfPort = port === undefined || port === listener.port;
  return isNamed && isOfPort && carries(listener, object.kind);
}

function carries({ protocol, isPassthrough }: Listener, kind: string): boolean {
  if (kind === 'TCPRoute' && protocol === 'TLS') return !isPassthrough;
  return ROUTES[kind]?.includes(protocol) === true;
}
