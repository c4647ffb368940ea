import type { Field } from '../../objects/field.ts';
import type { Inventory } from '../../objects/inventory.ts';
import type { Installation } from './installation.ts';

/** A file in a container that a ConfigMap holds. */
export interface MountedFile {
  /** In the container: `/etc/nginx/nginx.conf`. */
  readonly path: string;
  readonly field: Field;
}

/** The files that a container sees of ConfigMaps among the manifests. */
export function mountedFiles(
  { workload, container }: Pick<Installation, 'workload' | 'container'>,
  inventory: Inventory,
): readonly MountedFile[] {
  const volumes = workload.podSpec.get('volumes').items();
  return container.field
    .get('volumeMounts')
    .items()
    .flatMap((mount) => {
      const volume = volumes.find((one) => one.get('name').text === mount.get('name').text);
      const place = (mount.get('mountPath').text ?? '').replace(/\/+$/, '');
      const subPath = mount.get('subPath').text;
      return configMapsOf(volume).flatMap((source) =>
        filesOf(source, { inventory, namespace: workload.object.namespace })
          .filter(({ path }) => subPath === undefined || path === subPath)
          .map(({ path, field }) => ({
            path: subPath === undefined ? `${place}/${path}` : place,
            field,
          })),
      );
    });
}

/** `configMap` of a volume, and those of a projected one. */
function configMapsOf(volume: Field | undefined): readonly Field[] {
  if (volume === undefined) return [];
  const projected = volume
    .get('projected')
    .get('sources')
    .items()
    .map((source) => source.get('configMap'));
  return [volume.get('configMap'), ...projected].filter(({ exists }) => exists);
}

/** What a volume makes of a ConfigMap: every key, or those that `items` names. */
function filesOf(
  source: Field,
  { inventory, namespace }: { inventory: Inventory; namespace: string },
): readonly MountedFile[] {
  const name = source.get('name').text ?? '';
  const data = inventory.object({ kind: 'ConfigMap', namespace, name })?.root.get('data');
  const items = source.get('items').items();
  if (items.length === 0) return data?.entries().map(([path, field]) => ({ path, field })) ?? [];
  return items.flatMap((item) => {
    const key = item.get('key').text ?? '';
    const field = data?.get(key);
    return field?.exists === true ? [{ path: item.get('path').text ?? key, field }] : [];
  });
}
