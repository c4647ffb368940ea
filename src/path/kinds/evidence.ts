import type { Inventory } from '../../objects/inventory.ts';
import type { ClusterEvidence } from '../ownership.ts';

/** True when a cluster contains what only this cloud, or this product, brings. */
export function isShown(evidence: ClusterEvidence, inventory: Inventory): boolean {
  const {
    providerIds = [],
    nodeLabels = [],
    provisioners = [],
    objects = {},
    controllers = [],
  } = evidence;
  const starts = (text: string | undefined, beginnings: readonly string[]) =>
    text !== undefined && beginnings.some((beginning) => text.startsWith(beginning));
  return (
    inventory.of('Node').some(
      ({ root }) =>
        starts(root.get('spec').get('providerID').text, providerIds) ||
        (nodeLabels.length > 0 &&
          root
            .get('metadata')
            .get('labels')
            .entries()
            .some(([label]) => starts(label, nodeLabels))),
    ) ||
    inventory
      .of('StorageClass')
      .some(({ root }) => provisioners.includes(root.get('provisioner').text ?? '')) ||
    Object.entries(objects).some(([kind, groups]) =>
      inventory.of(kind).some(({ apiVersion }) => groups.includes(apiVersion.split('/')[0] ?? '')),
    ) ||
    controllersOf(inventory).some((controller) => controllers.includes(controller))
  );
}

function controllersOf(inventory: Inventory): readonly string[] {
  const named = [
    ...inventory.of('IngressClass').map(({ root }) => root.get('spec').get('controller')),
    ...inventory.of('GatewayClass').map(({ root }) => root.get('spec').get('controllerName')),
  ];
  return named.flatMap(({ text }) => text ?? []);
}
