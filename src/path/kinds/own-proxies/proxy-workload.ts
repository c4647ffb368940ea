import type { Position } from '../../../base/problem.ts';
import type { Field } from '../../../objects/field.ts';
import type { Inventory } from '../../../objects/inventory.ts';
import type { Service, ServicePort } from '../../../objects/service.ts';
import type { Workload } from '../../../objects/workload.ts';
import type { CustomRoute } from '../../custom-route.ts';
import { type Installation, installationsOf } from '../installation.ts';
import { type MountedFile, mountedFiles } from '../mounted-files.ts';

/** A proxy that somebody runs as pods of their own, with a configuration of their own. */
export interface ProxyWorkload extends Installation {
  readonly inventory: Inventory;
  /** The files of its configuration that ConfigMaps hold. */
  readonly files: readonly MountedFile[];
  /** The Services that make it reachable from outside. */
  readonly fronts: readonly Service[];
}

/** The workloads that run an image and are reachable from outside. */
export function proxyWorkloads(
  inventory: Inventory,
  { image, file }: { image: RegExp; file: RegExp },
): readonly ProxyWorkload[] {
  return installationsOf(inventory, image).flatMap((installation) => {
    const fronts = inventory
      .servicesOf(installation.workload)
      .filter(({ type }) => type !== 'ClusterIP');
    if (fronts.length === 0) return [];
    const files = mountedFiles(installation, inventory).filter(({ path }) => file.test(path));
    return [{ ...installation, inventory, files, fronts }];
  });
}

/** The ports of its Services that lead to a port of the container. */
export function portsTo(
  port: number,
  { fronts, workload }: ProxyWorkload,
): readonly { readonly front: Service; readonly port: ServicePort }[] {
  return fronts.flatMap((front) =>
    front.ports
      .filter((one) => one.protocol === 'TCP' && numberOf(one.targetPort, workload) === port)
      .map((one) => ({ front, port: one })),
  );
}

/** A named port is one of the container's. */
function numberOf(targetPort: string, { containers }: Workload): number {
  if (/^\d+$/.test(targetPort)) return Number(targetPort);
  const ports = containers.flatMap(({ field }) => field.get('ports').items());
  return ports.find((one) => one.get('name').text === targetPort)?.get('containerPort').number ?? 0;
}

/**
 * The Service behind a host name in a configuration: `chat`, `chat.apps`, `chat.apps.svc.cluster.local`, and
 * `chat-0.chat.apps` of a StatefulSet.
 */
export function backendAt(
  host: string,
  { inventory, workload }: ProxyWorkload,
): CustomRoute['backend'] {
  const own = workload.object.namespace;
  const [first = '', second = '', third] = host.replace(/\.svc(\..*)?$/, '').split('.');
  const candidates: readonly (readonly [namespace: string, name: string])[] = [
    [second === '' ? own : second, first],
    [third ?? own, second],
  ];
  const found = candidates.find(
    ([namespace, name]) => inventory.service(namespace, name) !== undefined,
  );
  const [namespace, name] = found ?? [own, undefined];
  return { namespace, name };
}

/** The place of a line of a file: a block scalar begins in the line after its key. */
export function lineAt(field: Field, line: number): Position {
  const { at, format } = field;
  return format === 'yaml' ? { ...at, line: at.line + 1 + line, column: 1 } : at;
}
