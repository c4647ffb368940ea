import type { Field } from '../../../objects/field.ts';
import type { Inventory } from '../../../objects/inventory.ts';
import type { ManifestObject } from '../../../objects/object.ts';
import type { IngressPlace } from '../../ownership.ts';
import type { Setting } from '../../setting.ts';
import { controllerConfigOf } from '../controller-config.ts';
import { podGrace } from '../proxy-pods.ts';
import { firstTime, inSnippet } from './config-map.ts';

export const HAPROXY_INGRESS_IMAGE = /(^|\/)haproxy-ingress([:@]|$)/;

/** Both beginnings are read; `--annotations-prefix` may say otherwise. */
const PREFIXES = ['haproxy-ingress.github.io', 'ingress.kubernetes.io'];

/**
 * What the manifests set on a connection through haproxy-ingress.
 *
 * A key of a backend may be on the Service, on the Ingress, in the ConfigMap that the class names and in the
 * controller's, and the first of these wins; a snippet comes last in its section, and the last line counts there
 * (docs/content/en/docs/configuration/keys.md at 465a51ce). A key of the whole instance is in the controller's only.
 */
export function haproxyIngressSettings({
  ingress,
  service,
  inventory,
}: IngressPlace): readonly Setting[] {
  const config = controllerConfigOf(inventory, {
    image: HAPROXY_INGRESS_IMAGE,
    flag: 'configmap',
    names: /^haproxy-ingress(-controller)?$/,
  });
  const flag = config.installation?.flags.get('annotations-prefix')?.value.split(',');
  const prefixes = flag ?? PREFIXES;
  const annotated = [service?.annotations, ingress.annotations].map(
    (all) => (key: string) =>
      prefixes.map((prefix) => all?.get(`${prefix.trim()}/${key}`)).find((field) => field?.exists),
  );
  const main = config.object?.root.get('data');
  const unread = (key: string) => config.unread.map((one) => ({ key, unread: one }));
  const ofClass = classConfig(ingress.className, inventory)?.root.get('data');
  const inBackend = [
    ...annotated,
    (key: string) => ofClass?.get(key),
    (key: string) => main?.get(key),
  ];
  const snippet = ['config-backend', 'config-backend-late']
    .flatMap((key) => inBackend.map((get) => get(key)))
    .find((field) => field?.exists);
  return [
    ...inSnippet('timeout-tunnel', { keyword: 'timeout tunnel', field: snippet }),
    ...firstTime(
      'timeout-tunnel',
      inBackend.map((get) => get('timeout-tunnel')),
    ),
    ...unread('timeout-tunnel'),
    ...firstTime('timeout-stop', [main?.get('timeout-stop')]),
    ...unread('timeout-stop'),
    ...podGrace(config.installation),
  ];
}

/** `spec.parameters` of an IngressClass names a ConfigMap in the controller's namespace. */
function classConfig(
  className: string | undefined,
  inventory: Inventory,
): ManifestObject | undefined {
  const parameters = inventory
    .of('IngressClass')
    .find(({ name }) => name === className)
    ?.root.get('spec')
    .get('parameters');
  const name: Field | undefined = parameters?.get('name');
  if (parameters?.get('kind').text !== 'ConfigMap') return undefined;
  return inventory.of('ConfigMap').find((object) => object.name === name?.text);
}
