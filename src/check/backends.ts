import type { Workload } from '../objects/workload.ts';
import { HOP_KINDS } from '../path/kinds/all.ts';
import type { Subject } from './subject.ts';

/** Most rules about pods ask for the same workloads. */
const BACKENDS = new WeakMap<Subject, readonly Workload[]>();
const HOLDERS = new WeakMap<Subject, readonly Workload[]>();

/** The workloads behind all routes, each once. */
export function backends(subject: Subject): readonly Workload[] {
  const known = BACKENDS.get(subject) ?? findBackends(subject);
  BACKENDS.set(subject, known);
  return known;
}

function findBackends({ routes, world: { inventory } }: Subject): readonly Workload[] {
  const names = new Set(routes.map(({ backend }) => backend));
  const workloads = [...names].map((backend) => {
    const [namespace = '', name] = backend.split('/');
    const service = inventory.service(namespace, name);
    return service === undefined ? undefined : inventory.workloadOf(service);
  });
  return [...new Set(workloads)].filter((workload) => workload !== undefined);
}

/** Every workload whose pods hold connections of clients: the backends, and the proxies in front of them. */
export function holders(subject: Subject): readonly Workload[] {
  const known = HOLDERS.get(subject) ?? findHolders(subject);
  HOLDERS.set(subject, known);
  return known;
}

function findHolders(subject: Subject): readonly Workload[] {
  const proxies = subject.world.inventory.workloads.filter(({ containers }) =>
    containers.some(({ image }) => HOP_KINDS.some(({ pods }) => pods?.image.test(image) === true)),
  );
  return [...new Set([...backends(subject), ...proxies])];
}
