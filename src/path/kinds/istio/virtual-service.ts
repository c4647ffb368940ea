import type { Field } from '../../../objects/field.ts';
import { matchesHost } from '../../../objects/host.ts';
import type { Inventory } from '../../../objects/inventory.ts';
import { describeObject, type ManifestObject, type Note } from '../../../objects/object.ts';
import type { CustomRoute } from '../../custom-route.ts';
import type { Setting } from '../../setting.ts';
import { inertTime } from '../envoy/times.ts';
import { type Destination, destinationSettings, hostOf } from './destination-rule.ts';
import { type Entry, entriesOf } from './gateways.ts';
import { proxySettings } from './mesh-config.ts';

/** The ways of every VirtualService that is bound to a gateway: by HTTP, by the name in TLS, and by port. */
export function virtualServiceRoutes(inventory: Inventory): readonly CustomRoute[] {
  return inventory.of('VirtualService').flatMap((object) => routesOf(object, inventory));
}

interface Context {
  readonly object: ManifestObject;
  readonly entry: Entry;
  readonly host: string | undefined;
  readonly inventory: Inventory;
}

function routesOf(object: ManifestObject, inventory: Inventory): readonly CustomRoute[] {
  const spec = object.root.get('spec');
  const hosts = spec
    .get('hosts')
    .items()
    .flatMap(({ text }) => (text === undefined ? [] : [text]));
  return entriesOf(object, inventory).flatMap((entry) =>
    hosts
      .flatMap((host) => commonHosts(host, entry))
      .flatMap((host) => ofEntry({ object, entry, host, inventory })),
  );
}

/** The names that both the VirtualService and the server of the gateway have; undefined for any. */
function commonHosts(host: string, { hosts }: Entry): readonly (string | undefined)[] {
  const common = hosts.flatMap((own) => {
    if (own === '*' || matchesHost(own, host)) return [host];
    if (host === '*' || matchesHost(host, own)) return [own];
    return [];
  });
  return [...new Set(common)].map((name) => (name === '*' ? undefined : name));
}

function ofEntry(context: Context): readonly CustomRoute[] {
  const spec = context.object.root.get('spec');
  switch (context.entry.layer) {
    case 'http':
      return spec
        .get('http')
        .items()
        .flatMap((rule) => httpRoutes(rule, context));
    case 'sni':
      return spec
        .get('tls')
        .items()
        .flatMap((rule) => rawRoutes(rule, context));
    case 'tcp':
      return spec
        .get('tcp')
        .items()
        .flatMap((rule) => rawRoutes(rule, context));
  }
}

function httpRoutes(rule: Field, context: Context, delegates = 0): readonly CustomRoute[] {
  const { object, entry, inventory } = context;
  if (rule.get('redirect').exists || rule.get('directResponse').exists) return [];
  const delegate = rule.get('delegate');
  if (delegate.exists) {
    const to = inventory.object({
      kind: 'VirtualService',
      namespace: delegate.get('namespace').text ?? object.namespace,
      name: delegate.get('name').text ?? '',
    });
    // A delegate has no delegates of its own.
    if (to === undefined || delegates > 0) return [];
    return to.root
      .get('spec')
      .get('http')
      .items()
      .flatMap((one) => httpRoutes(one, { ...context, object: to }, 1));
  }
  const matches = rule
    .get('match')
    .items()
    .filter((match) => isFor(match, context));
  if (rule.get('match').items().length > 0 && matches.length === 0) return [];
  const paths = matches.length === 0 ? ['/'] : matches.map((match) => pathOf(match));
  return [...new Set(paths)].map((path) => ({
    ...routeTo(rule, context),
    transport: entry.isTls ? ('wss' as const) : ('ws' as const),
    path,
    notes: [...entry.notes, ...matches.flatMap((match) => regexNotes(match, object))],
  }));
}

/** A rule of `tls` or `tcp`: a byte stream. */
function rawRoutes(rule: Field, context: Context): readonly CustomRoute[] {
  const { entry, host } = context;
  const matches = rule
    .get('match')
    .items()
    .filter((match) => isFor(match, context));
  if (rule.get('match').items().length > 0 && matches.length === 0) return [];
  const names = matches.flatMap((match) =>
    match
      .get('sniHosts')
      .items()
      .map(({ text }) => text),
  );
  const hosts = entry.layer === 'sni' && names.length > 0 ? names : [host];
  return hosts.map((name) => ({
    ...routeTo(rule, { ...context, host: name }),
    transport: entry.isTls ? ('tls' as const) : ('tcp' as const),
    notes: entry.notes,
  }));
}

/** A match may name the gateway, and the port. */
function isFor(match: Field, { entry, object }: Context): boolean {
  const gateways = match.get('gateways').items();
  const isOfGateway =
    gateways.length === 0 ||
    gateways.some(
      ({ text }) => text === entry.gateway || `${object.namespace}/${text}` === entry.gateway,
    );
  const port = match.get('port').number;
  return isOfGateway && (port === undefined || port === entry.port);
}

function pathOf(match: Field): string {
  const uri = match.get('uri');
  return uri.get('exact').text ?? uri.get('prefix').text ?? '/';
}

function regexNotes(match: Field, object: ManifestObject): readonly Note[] {
  const regex = match.get('uri').get('regex');
  if (!regex.exists) return [];
  const message = `${describeObject(object)} matches the regular expression ${regex.text}; its way is shown without it`;
  return [{ at: regex.at, message }];
}

function routeTo(
  rule: Field,
  { object, entry, host, inventory }: Context,
): Omit<CustomRoute, 'transport' | 'path' | 'notes'> & { transport: 'tcp' } {
  const destinations = rule.get('route').items();
  const chosen =
    destinations.find((one) => (one.get('weight').number ?? 100) > 0) ?? destinations[0];
  const destination = destinationOf(chosen?.get('destination'), object);
  const transport = entry.layer === 'http' ? 'wss' : 'tcp';
  const { namespace } = entry.object ?? object;
  return {
    owner: object,
    at: rule.at,
    host,
    port: entry.port,
    transport: 'tcp',
    backend: destination,
    settings: [
      ...(entry.layer === 'http' ? ruleTimes(rule) : []),
      ...destinationSettings(destination, { transport, namespace, inventory }),
      ...proxySettings(inventory),
    ],
    front: entry.front,
  };
}

function destinationOf(field: Field | undefined, { namespace }: ManifestObject): Destination {
  const { name, namespace: own } = hostOf(field?.get('host').text ?? '', namespace);
  return {
    namespace: own,
    name: name === '' ? undefined : name,
    subset: field?.get('subset').text,
    port: field?.get('port').get('number').text,
  };
}

/** Envoy's route timeout. Users of Istio of 2019 to 2021 saw it end WebSockets at this age (istio#17424, kubeflow#6124). */
function ruleTimes(rule: Field): readonly Setting[] {
  return inertTime('timeout', {
    field: rule.get('timeout'),
    why: 'the time to answer a request that has ended; an open WebSocket never does, though users of Istio of 2019 to 2021 saw it end them at this age',
  });
}
