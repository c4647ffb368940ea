import type { Inventory } from '../../objects/inventory.ts';
import type { ManifestObject } from '../../objects/object.ts';
import type { Service } from '../../objects/service.ts';
import type { Flag, Workload } from '../../objects/workload.ts';

/** A proxy that runs in the cluster, as far as the manifests show it. */
export interface Installation {
  readonly workload: Workload;
  /** The container of the proxy itself. */
  readonly container: Workload['containers'][number];
  readonly flags: ReadonlyMap<string, Flag>;
  /** In front of its pods: one that is reachable from outside, where there are several. */
  readonly service: Service | undefined;
}

/** Every Ingress asks, and a cluster has a thousand. */
const FOUND = new WeakMap<Inventory, Map<string, readonly Installation[]>>();

/** The workloads that run an image. */
export function installationsOf(inventory: Inventory, image: RegExp): readonly Installation[] {
  const byImage = FOUND.get(inventory) ?? new Map<string, readonly Installation[]>();
  FOUND.set(inventory, byImage);
  const known = byImage.get(image.source);
  if (known !== undefined) return known;
  const found = inventory.workloads.flatMap((workload) => {
    const container = workload.containers.find((one) => image.test(one.image));
    if (container === undefined) return [];
    const service = frontServiceOf(workload, inventory);
    return [{ workload, container, flags: container.flags, service }];
  });
  byImage.set(image.source, found);
  return found;
}

/** The Service in front of a proxy's pods: what is reachable from outside comes first. */
export function frontServiceOf(workload: Workload, inventory: Inventory): Service | undefined {
  const services = inventory.servicesOf(workload);
  return ['LoadBalancer', 'NodePort', 'ClusterIP']
    .map((wanted) => services.find(({ type }) => type === wanted))
    .find((service) => service !== undefined);
}

/** `--configmap=namespace/name`, also with `$(POD_NAMESPACE)`, which is the controller's own. */
export function configMapOf(
  { workload }: Pick<Installation, 'workload'>,
  { flag, inventory }: { flag: Flag | undefined; inventory: Inventory },
): ManifestObject | undefined {
  const [space, name] = flag?.value.split('/') ?? [];
  if (space === undefined || name === undefined) return undefined;
  const namespace = space.startsWith('$(') ? workload.object.namespace : space;
  return inventory.object({ kind: 'ConfigMap', namespace, name });
}
