import type { Inventory } from '../objects/inventory.ts';
import type { ManifestObject } from '../objects/object.ts';
import type { HopKind } from '../path/hop-kind.ts';
import { HOP_KINDS } from '../path/kinds/all.ts';

/** The program behind a Gateway; undefined when no catalogue knows its controller. */
export function gatewayKindOf(gateway: ManifestObject, inventory: Inventory): HopKind | undefined {
  const className = gateway.root.get('spec').get('gatewayClassName').text ?? '';
  const known = inventory.of('GatewayClass').find(({ name }) => name === className);
  const controller = known?.root.get('spec').get('controllerName').text;
  if (controller !== undefined)
    return HOP_KINDS.find(({ gateway: own }) => own?.controllers.includes(controller));
  const named = HOP_KINDS.filter(({ gateway: own }) => own?.classNames?.test(className));
  // `envoy-gateway` is the class of Envoy Gateway, and any other name with envoy in it may be anything on Envoy.
  return named.find(({ kind }) => className.includes(kind)) ?? named[0];
}
