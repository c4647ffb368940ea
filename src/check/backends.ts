import type { Workload } from '../objects/workload.ts';
import type { Subject } from './subject.ts';

/** The workloads behind all routes, each once. */
export function backends({ routes, world: { inventory } }: Subject): readonly Workload[] {
  const names = new Set(routes.map(({ backend }) => backend));
  const workloads = [...names].map((backend) => {
    const [namespace = '', name] = backend.split('/');
    const service = inventory.service(namespace, name);
    return service === undefined ? undefined : inventory.workloadOf(service);
  });
  return [...new Set(workloads)].filter((workload) => workload !== undefined);
}
