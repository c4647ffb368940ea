import type { Field } from '../../objects/field.ts';
import type { Inventory } from '../../objects/inventory.ts';
import type { ManifestObject } from '../../objects/object.ts';
import type { Unread } from '../unread.ts';
import { configMapOf, type Installation, installationsOf } from './installation.ts';

/** The ConfigMap that an ingress controller reads. */
export interface ControllerConfig {
  readonly object: ManifestObject | undefined;
  readonly installation: Installation | undefined;
  /** What was not read and may say otherwise; empty when the ConfigMap, or that there is none, is known. */
  readonly unread: readonly Unread[];
}

/** How the ConfigMap of a controller is found. */
interface ConfigSigns {
  readonly image: RegExp;
  /** The flag of the controller that names it. */
  readonly flag: string;
  /** The name that its chart and its manifest give it. */
  readonly names: RegExp;
}

/**
 * The ConfigMap that a flag of the controller names; by its usual name where no flag is among the manifests. A ConfigMap
 * that is not among the manifests may set anything.
 */
export function controllerConfigOf(
  inventory: Inventory,
  { image, flag, names }: ConfigSigns,
): ControllerConfig {
  const [installation] = installationsOf(inventory, image);
  const named = installation?.flags.get(flag);
  if (installation !== undefined && named !== undefined) {
    const object = configMapOf(installation, { flag: named, inventory });
    const what = `the ConfigMap ${named.value} of the controller, which is not among the manifests,`;
    return {
      object,
      installation,
      unread: object === undefined ? [{ what, at: named.field.at }] : [],
    };
  }
  const object = inventory.of('ConfigMap').find(({ name }) => names.test(name));
  const isKnown = object !== undefined || installation !== undefined;
  return { object, installation, unread: isKnown ? [] : [{ what: "the controller's ConfigMap" }] };
}

/** A key of it. */
export function configField({ object }: ControllerConfig, key: string): Field | undefined {
  const field = object?.root.get('data').get(key);
  return field?.exists === true ? field : undefined;
}
