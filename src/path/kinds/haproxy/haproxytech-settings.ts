import type { Field } from '../../../objects/field.ts';
import type { Inventory } from '../../../objects/inventory.ts';
import type { ManifestObject } from '../../../objects/object.ts';
import type { IngressPlace } from '../../ownership.ts';
import type { Setting } from '../../setting.ts';
import { configMapOf, type Installation, installationsOf } from '../installation.ts';
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
  const configMap = controllerConfig(inventory);
  const data = configMap?.root.get('data');
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
    ...firstTime('timeout-tunnel', [
      fieldOf(defaults, 'tunnel_timeout'),
      data?.get('timeout-tunnel'),
    ]),
    ...firstTime('hard-stop-after', [
      fieldOf(globals, 'hard_stop_after'),
      data?.get('hard-stop-after'),
    ]),
  ];
}

/** Installations of the controller among the manifests. */
export function haproxytechInstallations(inventory: Inventory): readonly Installation[] {
  return installationsOf(inventory, IMAGE);
}

/** The ConfigMap that the controller is started with; by the name that its chart and its manifest give it otherwise. */
export function controllerConfig(inventory: Inventory): ManifestObject | undefined {
  const flagged = haproxytechInstallations(inventory)
    .map((installation) =>
      configMapOf(installation, { flag: installation.flags.get('configmap'), inventory }),
    )
    .find((found) => found !== undefined);
  return (
    flagged ??
    inventory
      .of('ConfigMap')
      .find(({ name }) => /(^|-)kubernetes-ingress$|^haproxy-configmap$/.test(name))
  );
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
