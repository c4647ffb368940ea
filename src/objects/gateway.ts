import type { Field } from './field.ts';
import type { Inventory } from './inventory.ts';
import type { ManifestObject } from './object.ts';

/** A route of the Gateway API on one listener of its gateway. */
export interface GatewayRoute {
  readonly object: ManifestObject;
  readonly gateway: ManifestObject;
  readonly listener: Listener;
  readonly host: string | undefined;
  readonly path: string;
  readonly serviceName: string | undefined;
  readonly serviceNamespace: string;
  /** `timeouts.request` of the rule. */
  readonly requestTimeout: Field;
  readonly field: Field;
}

interface Listener {
  readonly name: string;
  readonly port: number;
  readonly protocol: string;
  readonly isPassthrough: boolean;
  readonly hostname: string | undefined;
}

const ROUTES: Readonly<Record<string, readonly string[]>> = {
  HTTPRoute: ['HTTP', 'HTTPS'],
  TCPRoute: ['TCP'],
  TLSRoute: ['TLS'],
};

/** All routes, with the listeners that they are attached to. */
export function gatewayRoutes(inventory: Inventory): readonly GatewayRoute[] {
  return Object.keys(ROUTES)
    .flatMap((kind) => inventory.of(kind))
    .flatMap((object) => routesOf(object, inventory));
}

function routesOf(object: ManifestObject, inventory: Inventory): readonly GatewayRoute[] {
  const spec = object.root.get('spec');
  const hosts = spec
    .get('hostnames')
    .items()
    .map(({ text }) => text);
  return spec
    .get('parentRefs')
    .items()
    .flatMap((parent) => {
      const namespace = parent.get('namespace').text ?? object.namespace;
      const gateway = inventory.object({
        kind: 'Gateway',
        namespace,
        name: parent.get('name').text ?? '',
      });
      if (gateway === undefined) return [];
      const listeners = listenersOf(gateway).filter((listener) =>
        accepts(listener, { object, parent }),
      );
      return listeners.flatMap((listener) =>
        (hosts.length > 0 ? hosts : [listener.hostname]).flatMap((host) =>
          spec
            .get('rules')
            .items()
            .flatMap((rule) => ruleRoutes(rule, { object, gateway, listener, host })),
        ),
      );
    });
}

function ruleRoutes(
  rule: Field,
  {
    object,
    gateway,
    listener,
    host,
  }: Pick<GatewayRoute, 'object' | 'gateway' | 'listener' | 'host'>,
): readonly GatewayRoute[] {
  const matches = rule.get('matches').items();
  const paths = matches.map((match) => match.get('path').get('value').text ?? '/');
  const [backend] = rule.get('backendRefs').items();
  return [...new Set(paths.length > 0 ? paths : ['/'])].map((path) => ({
    object,
    gateway,
    listener,
    host,
    path,
    serviceName: backend?.get('name').text,
    serviceNamespace: backend?.get('namespace').text ?? object.namespace,
    requestTimeout: rule.get('timeouts').get('request'),
    field: rule,
  }));
}

/** The listeners of a Gateway. */
function listenersOf(gateway: ManifestObject): readonly Listener[] {
  return gateway.root
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
  return isNamed && isOfPort && ROUTES[object.kind]?.includes(listener.protocol) === true;
}
