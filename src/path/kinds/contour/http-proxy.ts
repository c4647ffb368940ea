import type { Field } from '../../../objects/field.ts';
import type { Inventory } from '../../../objects/inventory.ts';
import { describeObject, type ManifestObject, type Note } from '../../../objects/object.ts';
import type { CustomRoute } from '../../custom-route.ts';
import type { NoUpgrade } from '../../path.ts';
import type { Setting } from '../../setting.ts';
import { ANSWER_TIME, inertTime } from '../envoy/times.ts';
import { configured } from './config.ts';
import { writtenTime } from './time.ts';

const SOURCE = 'projectcontour/contour@31c4bb38 (main, 2026-08-18)';

/** Contour itself refuses a circle; a chain as long as this is one. */
const INCLUDES_MAX = 16;

/** The ways of every HTTPProxy with a virtual host, through the proxies that it includes. */
export function httpProxyRoutes(inventory: Inventory): readonly CustomRoute[] {
  const roots = inventory
    .of('HTTPProxy')
    .filter(({ root }) => root.get('spec').get('virtualhost').get('fqdn').text !== undefined);
  return roots.flatMap((object) => rootRoutes(object, inventory));
}

/** A proxy, and how one comes to it from its virtual host. */
interface Place {
  readonly proxy: ManifestObject;
  readonly host: string;
  readonly isTls: boolean;
  /** The path prefix of the proxies that include it. */
  readonly prefix: string;
  readonly depth: number;
  readonly inventory: Inventory;
}

function rootRoutes(proxy: ManifestObject, inventory: Inventory): readonly CustomRoute[] {
  const { root } = proxy;
  const virtualHost = root.get('spec').get('virtualhost');
  const tls = virtualHost.get('tls');
  const host = virtualHost.get('fqdn').text ?? '';
  const place = { proxy, host, isTls: tls.exists, prefix: '', depth: 0, inventory };
  // With a TCP proxy, TLS traffic goes there, and the routes serve what arrives without TLS.
  if (!root.get('spec').get('tcpproxy').exists) return proxyRoutes(place);
  return [...tcpRoutes(place), ...proxyRoutes({ ...place, isTls: false })];
}

function proxyRoutes(place: Place): readonly CustomRoute[] {
  const spec = place.proxy.root.get('spec');
  return [
    ...spec
      .get('routes')
      .items()
      .flatMap((route) => routeOf(route, place)),
    ...spec
      .get('includes')
      .items()
      .flatMap((include) => {
        const included = includedBy(include, place);
        const prefix = joined(place.prefix, pathOf(include).path);
        return included === undefined ? [] : proxyRoutes({ ...included, prefix });
      }),
  ];
}

/** The proxy that an include names; none where it is not among the manifests, or has a virtual host itself. */
function includedBy(include: Field, place: Place): Place | undefined {
  if (place.depth >= INCLUDES_MAX) return undefined;
  const proxy = place.inventory.object({
    kind: 'HTTPProxy',
    namespace: include.get('namespace').text ?? place.proxy.namespace,
    name: include.get('name').text ?? '',
  });
  if (proxy === undefined || proxy.root.get('spec').get('virtualhost').exists) return undefined;
  return { ...place, proxy, depth: place.depth + 1 };
}

function routeOf(route: Field, place: Place): readonly CustomRoute[] {
  if (route.get('requestRedirectPolicy').exists || route.get('directResponsePolicy').exists)
    return [];
  const { proxy, host, isTls, inventory } = place;
  const { path, regex } = pathOf(route);
  const [service] = route
    .get('services')
    .items()
    .filter((one) => one.get('mirror').value !== true);
  return [
    {
      owner: proxy,
      at: route.at,
      host,
      port: isTls ? 443 : 80,
      transport: isTls ? 'wss' : 'ws',
      path: joined(place.prefix, path) || '/',
      backend: backendOf(service, proxy),
      settings: [...routeTimes(route), ...configured(inventory)],
      noUpgrade: noUpgrade(route),
      notes: regex === undefined ? [] : [regexNote(regex, proxy)],
    },
  ];
}

function backendOf(service: Field | undefined, { namespace }: ManifestObject) {
  return { namespace, name: service?.get('name').text, port: service?.get('port').text };
}

/** The path of a route or an include: the last condition of several prefixes belongs to the end of all. */
function pathOf(place: Field): { readonly path: string; readonly regex?: Field } {
  const conditions = place.get('conditions').items();
  const regex = conditions.map((one) => one.get('regex')).find(({ exists }) => exists);
  const exact = conditions.map((one) => one.get('exact').text).find((text) => text !== undefined);
  const path = exact ?? conditions.map((one) => one.get('prefix').text ?? '').join('');
  return { path, ...(regex === undefined ? {} : { regex }) };
}

/** `/api/` and `/chat` are `/api/chat`. */
function joined(prefix: string, path: string): string {
  return `${prefix}/${path}`.replace(/\/{2,}/g, '/').replace(/^(.+)\/$/, path === '' ? '$1' : '$&');
}

function regexNote(regex: Field, proxy: ManifestObject): Note {
  const message = `${describeObject(proxy)} matches the regular expression ${regex.text}; its way is shown without it`;
  return { at: regex.at, message };
}

/** `timeoutPolicy` of a route (httpproxy.go; internal/envoy/v3/route.go). */
function routeTimes(route: Field): readonly Setting[] {
  const policy = route.get('timeoutPolicy');
  return [
    ...writtenTime('stream-idle-timeout', policy.get('idle')),
    ...inertTime('timeoutPolicy.response', { field: policy.get('response'), why: ANSWER_TIME }),
    ...inertTime('timeoutPolicy.idleConnection', {
      field: policy.get('idleConnection'),
      why: 'for connections to the backend that carry no request',
    }),
  ];
}

function noUpgrade(route: Field): NoUpgrade | undefined {
  if (route.get('enableWebsockets').value === true) return undefined;
  const field = route.get('enableWebsockets');
  return {
    setting: 'enableWebsockets',
    why: 'Contour passes on an upgrade only on routes with enableWebsockets: true',
    at: field.exists ? field.keyAt : route.at,
    fix: ['enableWebsockets: true'],
    reference: `${SOURCE} internal/envoy/v3/route.go`,
  };
}

/** TLS that Contour passes through, or ends, and hands on as a byte stream. */
function tcpRoutes(place: Place): readonly CustomRoute[] {
  const { proxy, host, isTls, depth, inventory } = place;
  const tcp = proxy.root.get('spec').get('tcpproxy');
  const [service] = tcp.get('services').items();
  if (service !== undefined)
    return [
      {
        owner: proxy,
        at: tcp.at,
        host,
        port: 443,
        transport: isTls || depth > 0 ? 'tls' : 'tcp',
        backend: backendOf(service, proxy),
        settings: configured(inventory),
      },
    ];
  const include = [tcp.get('include'), tcp.get('includes')].find(({ exists }) => exists);
  const included = include === undefined ? undefined : includedBy(include, place);
  return included === undefined ? [] : tcpRoutes(included);
}
