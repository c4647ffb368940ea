import type { Field } from '../../../objects/field.ts';
import type { Ingress } from '../../../objects/ingress.ts';
import type { Inventory } from '../../../objects/inventory.ts';
import type { ManifestObject } from '../../../objects/object.ts';
import { hasPrefix, type IngressPlace } from '../../ownership.ts';
import type { Setting } from '../../setting.ts';
import type { Unread } from '../../unread.ts';
import { type ControllerConfig, controllerConfigOf } from '../controller-config.ts';
import { type Installation, installationsOf } from '../installation.ts';
import { podGrace } from '../proxy-pods.ts';
import { firstTime, inSnippet } from './config-map.ts';

/** The repository of F5's controller has the same name, its image does not. */
export const IMAGE = /(^|\/)haproxytech\/kubernetes-ingress([:@]|$)/;

/**
 * What the manifests set on a connection through HAProxy Technologies' controller.
 *
 * A custom resource wins over the keys that say the same (documentation/custom-resources.md at fc120676). Timeouts of
 * the tunnel and of old processes are keys of the ConfigMap only; a backend's own section wins over them.
 */
export function haproxytechSettings({
  ingress,
  service,
  inventory,
}: Pick<IngressPlace, 'inventory'> & Partial<IngressPlace>): readonly Setting[] {
  const config = haproxytechConfig(inventory);
  const configMap = config.object;
  const data = configMap?.root.get('data');
  const doubts = [...config.unread, ...otherController(config, ingress, inventory)];
  const unread = (key: string) => doubts.map((one) => ({ key, unread: one }));
  const holders = [service?.annotations, ingress?.annotations].map((all) => ({
    get: (key: string) =>
      all?.get(`haproxy.org/${key}`) ?? all?.get(`haproxy.com/${key}`) ?? all?.get(key),
  }));
  const own = [...holders.map(({ get }) => get), (key: string) => data?.get(key)];
  const namespace = service?.object.namespace ?? ingress?.object.namespace ?? 'default';
  const backend = named('Backend', {
    inventory,
    namespace,
    field: own.map((get) => get('cr-backend')).find(exists),
  });
  const at = configMap?.namespace ?? namespace;
  const defaults = named('Defaults', { inventory, namespace: at, field: data?.get('cr-defaults') });
  const globals = named('Global', { inventory, namespace: at, field: data?.get('cr-global') });
  return [
    ...firstTime('timeout-tunnel', [fieldOf(backend, 'tunnel_timeout')]),
    ...own.flatMap((get) =>
      inSnippet('timeout-tunnel', {
        keyword: 'timeout tunnel',
        field: get('backend-config-snippet'),
      }),
    ),
    ...unread('timeout-tunnel'),
    ...firstTime('timeout-tunnel', [
      fieldOf(defaults, 'tunnel_timeout'),
      data?.get('timeout-tunnel'),
    ]),
    ...inSnippet('hard-stop-after', {
      keyword: 'hard-stop-after',
      field: data?.get('global-config-snippet'),
    }),
    ...unread('hard-stop-after'),
    ...firstTime('hard-stop-after', [
      fieldOf(globals, 'hard_stop_after'),
      data?.get('hard-stop-after'),
    ]),
    ...podGrace(config.installation),
  ];
}

/** Two products have the class haproxy, and nothing among the manifests may say which of them it is. */
function otherController(
  { installation, object }: ControllerConfig,
  ingress: Ingress | undefined,
  inventory: Inventory,
): readonly Unread[] {
  const isNamed = inventory.of('IngressClass').some(({ name }) => name === ingress?.className);
  const isOwn = ingress !== undefined && hasPrefix(ingress.annotations, ['haproxy.']);
  if (ingress === undefined || isNamed || isOwn || (installation ?? object) !== undefined)
    return [];
  return [{ what: 'haproxy-ingress, which has the same class name,' }];
}

/** Installations of the controller among the manifests. */
export function haproxytechInstallations(inventory: Inventory): readonly Installation[] {
  return installationsOf(inventory, IMAGE);
}

/** The ConfigMap that the controller is started with. */
function haproxytechConfig(inventory: Inventory): ControllerConfig {
  return controllerConfigOf(inventory, {
    image: IMAGE,
    flag: 'configmap',
    names: /(^|-)kubernetes-ingress$|^haproxy-configmap$/,
  });
}

/** `namespace/name`, or a name in the same namespace. */
function named(
  kind: string,
  {
    inventory,
    namespace,
    field,
  }: { inventory: Inventory; namespace: string; field: Field | undefined },
): ManifestObject | undefined {
  const [first = '', second] = field?.text?.split('/') ?? [];
  if (first === '') return undefined;
  const name = second ?? first;
  return inventory.object({ kind, namespace: second === undefined ? namespace : first, name });
}

/** Version 3 of the resources has the fields in `spec`, version 1 in `spec.config`; a number is in milliseconds. */
function fieldOf(object: ManifestObject | undefined, name: string): Field | undefined {
  const spec = object?.root.get('spec');
  return [spec?.get('config').get(name), spec?.get(name)].find(exists);
}

function exists(field: Field | undefined): boolean {
  return field?.exists === true;
}
