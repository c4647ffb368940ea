import { goDurationMs, nginxTimeMs } from '../../../objects/durations.ts';
import type { Field } from '../../../objects/field.ts';
import type { GatewayRoute } from '../../../objects/gateway.ts';
import type { Inventory } from '../../../objects/inventory.ts';
import { annotationsOf, type ManifestObject } from '../../../objects/object.ts';
import type { Service } from '../../../objects/service.ts';
import type { IngressPlace } from '../../ownership.ts';
import type { Setting, SetValue } from '../../setting.ts';
import { type Installation, installationsOf } from '../installation.ts';
import { podGrace } from '../proxy-pods.ts';

export const KONG_IMAGE = /(^|\/)(kong|kong-gateway|kong-gateway-dev)([:@]|$)/;

const KIC_IMAGE = /(^|\/)kubernetes-ingress-controller([:@]|$)/;

/** Version 3.0 of the controller no longer reads these fields of a KongIngress (CHANGELOG.md, 3.0.0). */
const LAST_WITH_PROXY_FIELDS = 2;

const KEYS = ['read-timeout', 'write-timeout'] as const;

type Key = (typeof KEYS)[number];

/** What the Service behind an Ingress, its KongIngress, plugins and the proxy itself say. */
export function kongIngressSettings(place: IngressPlace): readonly Setting[] {
  const { ingress, service, inventory } = place;
  return [
    ...pluginSettings(
      [ingress.object, ...(service === undefined ? [] : [service.object])],
      inventory,
    ),
    ...serviceSettings(service, inventory),
    ...proxySettings(inventory),
  ];
}

/** A route of the Gateway API: what it waits for its backend is the timeout of Kong's service (httproute.go#L289). */
export function kongRouteSettings(route: GatewayRoute, inventory: Inventory): readonly Setting[] {
  const service = inventory.service(route.serviceNamespace, route.serviceName);
  const field = route.field.get('timeouts').get('backendRequest');
  const ms = goDurationMs(field.text ?? '');
  return [
    ...pluginSettings(
      [route.object, ...(service === undefined ? [] : [service.object])],
      inventory,
    ),
    ...serviceSettings(service, inventory),
    ...(ms === undefined || ms === 0 ? [] : KEYS.map((key) => ({ key, ms, at: field.at }))),
    ...proxySettings(inventory),
  ];
}

/** Annotations of a Service come before its KongIngress; on an Ingress neither has any effect. */
export function serviceSettings(
  service: Service | undefined,
  inventory: Inventory,
): readonly Setting[] {
  if (service === undefined) return [];
  const annotated = KEYS.flatMap((key) =>
    milliseconds(key, service.annotations.get(`konghq.com/${key}`)),
  );
  return [...annotated, ...kongIngressFields(service, inventory)];
}

function kongIngressFields(service: Service, inventory: Inventory): readonly Setting[] {
  const named = service.annotations.get('konghq.com/override');
  if (named?.text === undefined) return [];
  const major = controllerMajor(inventory);
  if (major !== undefined && major > LAST_WITH_PROXY_FIELDS) return [];
  const { namespace } = service.object;
  const object = inventory.object({ kind: 'KongIngress', namespace, name: named.text });
  const proxy = object?.root.get('proxy');
  if (proxy === undefined) {
    const unread = {
      what: `KongIngress ${namespace}/${named.text}, which is not among the manifests,`,
      at: named.at,
    };
    return KEYS.map((key) => ({ key, unread }));
  }
  const fields = KEYS.flatMap((key) => milliseconds(key, proxy.get(key.replace('-', '_'))));
  if (major !== undefined) return fields;
  // Which version reads it decides, and no controller among the manifests says which it is.
  return fields.map(({ key, at }) => ({
    key,
    unread: {
      what: `KongIngress ${namespace}/${named.text}, which controllers before 3.0 read,`,
      at,
    },
  }));
}

/** `kong/kubernetes-ingress-controller:3.4` */
function controllerMajor(inventory: Inventory): number | undefined {
  const [controller] = installationsOf(inventory, KIC_IMAGE);
  const major = /:v?(\d+)\./.exec(controller?.container.image ?? '')?.[1];
  return major === undefined ? undefined : Number(major);
}

/** The plugin that gives a route other timeouts than its service. */
function pluginSettings(
  objects: readonly ManifestObject[],
  inventory: Inventory,
): readonly Setting[] {
  return objects.flatMap((object) => {
    const names = annotationsOf(object).get('konghq.com/plugins')?.text?.split(',') ?? [];
    return names.flatMap((name) => {
      const plugin =
        inventory.object({ kind: 'KongPlugin', namespace: object.namespace, name: name.trim() }) ??
        inventory.of('KongClusterPlugin').find((one) => one.name === name.trim());
      if (plugin?.root.get('plugin').text !== 'upstream-timeout') return [];
      const config = plugin.root.get('config');
      return [
        ...milliseconds('read-timeout', config.get('read_timeout')),
        ...milliseconds('write-timeout', config.get('send_timeout')),
      ];
    });
  });
}

/** The environment of the proxy, and its pods' grace. */
export function proxySettings(inventory: Inventory): readonly Setting[] {
  const installation = kongInstallation(inventory);
  const field = installation?.container.field
    .get('env')
    .items()
    .find((one) => one.get('name').text === 'KONG_NGINX_MAIN_WORKER_SHUTDOWN_TIMEOUT')
    ?.get('value');
  const ms = nginxTimeMs(field?.text ?? '');
  return [
    ...(field === undefined || ms === undefined || ms === 0
      ? []
      : [{ key: 'worker-shutdown-timeout', ms, at: field.at }]),
    ...podGrace(installation),
  ];
}

export function kongInstallation(inventory: Inventory): Installation | undefined {
  return installationsOf(inventory, KONG_IMAGE)[0];
}

/** A whole number from 1 on; anything else is refused. */
function milliseconds(key: Key, field: Field | undefined): readonly SetValue[] {
  const text = field?.text ?? '';
  const ms = /^\d{1,10}$/.test(text) ? Number(text) : 0;
  return field === undefined || ms === 0 || ms > 2_147_483_646 ? [] : [{ key, ms, at: field.at }];
}
