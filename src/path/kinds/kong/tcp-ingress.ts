import type { Inventory } from '../../../objects/inventory.ts';
import type { ManifestObject } from '../../../objects/object.ts';
import type { CustomRoute } from '../../custom-route.ts';
import { isSetValue, type Setting } from '../../setting.ts';
import { kongInstallation, proxySettings, serviceSettings } from './settings.ts';

/** What Kong gives a service that says nothing. */
const DEFAULT_MS = 60_000;

/** The ways of every TCPIngress. */
export function tcpIngressRoutes(inventory: Inventory): readonly CustomRoute[] {
  return inventory.of('TCPIngress').flatMap((object) => routesOf(object, inventory));
}

function routesOf(object: ManifestObject, inventory: Inventory): readonly CustomRoute[] {
  const { namespace } = object;
  const front = kongInstallation(inventory)?.service;
  return object.root
    .get('spec')
    .get('rules')
    .items()
    .flatMap((rule) => {
      const listens = rule.get('port').number;
      if (listens === undefined) return [];
      const backend = rule.get('backend');
      const name = backend.get('serviceName').text;
      const host = rule.get('host').text;
      const port = front?.ports.find(({ targetPort }) => targetPort === String(listens))?.port;
      return [
        {
          owner: object,
          at: rule.at,
          host,
          port: port ?? listens,
          // A host is matched against the name in the TLS handshake.
          transport: host === undefined ? ('tcp' as const) : ('tls' as const),
          backend: { namespace, name, port: backend.get('servicePort').text },
          kind: 'kong-stream',
          settings: [
            ...streamTimeout(serviceSettings(inventory.service(namespace, name), inventory)),
            ...proxySettings(inventory),
          ],
          front,
        },
      ];
    });
}

/** One timer for both directions: the longer of the two (set_timeouts of ngx.balancer, stream subsystem). */
function streamTimeout(settings: readonly Setting[]): readonly Setting[] {
  const unread = settings.filter((one) => 'unread' in one);
  const of = (key: string) => settings.filter(isSetValue).find((one) => one.key === key);
  const [read, write] = [of('read-timeout'), of('write-timeout')];
  const longest = (read?.ms ?? DEFAULT_MS) >= (write?.ms ?? DEFAULT_MS) ? read : write;
  const values = longest === undefined ? [] : [{ ...longest, key: 'stream-timeout' }];
  return [...unread.map((one) => ({ ...one, key: 'stream-timeout' })), ...values];
}
