import type { Field } from '../objects/field.ts';
import type { GatewayRoute } from '../objects/gateway.ts';
import type { Inventory } from '../objects/inventory.ts';
import { describeObject, type ManifestObject } from '../objects/object.ts';
import type { MaybeSet } from '../path/setting.ts';
import { isRead } from './read.ts';

/**
 * What is attached to a route and was not read: a policy of a kind that soak does not know (GEP-713: `targetRefs`), or a
 * filter that the route names. It may set any limit that nothing else states.
 */
export function attachedUnread(route: GatewayRoute, inventory: Inventory): readonly MaybeSet[] {
  const policies = inventory.unread.filter((policy) =>
    targetsOf(policy).some((target) => isTarget(target, policy, route)),
  );
  return [
    ...policies.map((policy) => ({
      unread: { what: describeObject(policy), at: policy.at },
    })),
    ...extensionsOf(route, inventory),
  ];
}

function targetsOf({ root }: ManifestObject): readonly Field[] {
  const spec = root.get('spec');
  return [spec.get('targetRef'), ...spec.get('targetRefs').items()];
}

/** The Gateway, the route itself, or the Service behind it. */
function isTarget(
  target: Field,
  policy: ManifestObject,
  { gateway, object, serviceName, serviceNamespace }: GatewayRoute,
): boolean {
  const kind = target.get('kind').text;
  const name = target.get('name').text;
  const namespace = target.get('namespace').text ?? policy.namespace;
  const isService = kind === 'Service' && name === serviceName && namespace === serviceNamespace;
  return (
    isService ||
    [gateway, object].some(
      (one) => one.kind === kind && one.name === name && one.namespace === namespace,
    )
  );
}

/** Filters of the rule that belong to a product: those whose kind, or whose object, soak has not read. */
function extensionsOf({ field, object }: GatewayRoute, inventory: Inventory): readonly MaybeSet[] {
  return field
    .get('filters')
    .items()
    .map((filter) => filter.get('extensionRef'))
    .filter((reference) => reference.exists)
    .flatMap((reference) => {
      const kind = reference.get('kind').text ?? '';
      const name = reference.get('name').text ?? '';
      const group = reference.get('group').text ?? '';
      const { namespace } = object;
      const found = inventory.object({ kind, namespace, name, group });
      if (found !== undefined && found.isUnread !== true) return [];
      const isMissing = found === undefined && isRead({ kind, apiVersion: `${group}/v1` });
      const missing = isMissing ? ', which is not among the manifests,' : '';
      const what = `${kind} ${namespace}/${name}${missing}`;
      return [{ unread: { what, at: reference.at } }];
    });
}
