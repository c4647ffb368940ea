import { type Ingress, ingressOf } from './ingress.ts';
import { groupOf, isKnownKind, KUBERNETES_KINDS } from './known-kinds.ts';
import { type ManifestObject, selects } from './object.ts';
import { type Service, serviceOf } from './service.ts';
import { type Workload, workloadOf } from './workload.ts';

/** The name of an object in a cluster. */
type ObjectName = Pick<ManifestObject, 'kind' | 'namespace' | 'name'>;

/** Two products may have a kind of one name: `Gateway` is one of Kubernetes and one of Istio. */
interface KindOfGroup {
  readonly group?: string;
}

/** All manifests of one check, sorted by kind. */
export class Inventory {
  readonly objects: readonly ManifestObject[];
  readonly services: readonly Service[];
  readonly ingresses: readonly Ingress[];
  readonly workloads: readonly Workload[];
  readonly #byKind = new Map<string, ManifestObject[]>();
  readonly #byName = new Map<string, ManifestObject>();
  readonly #services = new Map<string, Service>();
  readonly #workloads = new Map<string, Workload[]>();
  /** Every rule asks for the pods of every Service. */
  #unread: readonly ManifestObject[] | undefined;
  readonly #found = new Map<Service, Workload | undefined>();

  constructor(objects: readonly ManifestObject[]) {
    this.objects = objects;
    for (const object of objects) {
      const qualified = { ...object, kind: kindIn(object.kind, groupOf(object.apiVersion)) };
      push(this.#byKind, qualified.kind, object);
      this.#byName.set(nameOf(qualified), object);
      if (isForeign(object)) continue;
      push(this.#byKind, object.kind, object);
      this.#byName.set(nameOf(object), object);
    }
    this.services = this.of('Service').map(serviceOf);
    this.ingresses = this.of('Ingress').map(ingressOf);
    this.workloads = WORKLOADS.flatMap((kind) => this.of(kind))
      .filter((object) => !isOwned(object))
      .map(workloadOf);
    for (const service of this.services) this.#services.set(nameOf(service.object), service);
    for (const workload of this.workloads)
      push(this.#workloads, workload.object.namespace, workload);
  }

  /** How many objects have a name of their own. */
  get size(): number {
    return this.#byName.size;
  }

  get isEmpty(): boolean {
    return this.objects.every(({ isUnread, kind }) => isUnread === true || kind === 'Namespace');
  }

  /** Objects whose attachments alone were read. */
  get unread(): readonly ManifestObject[] {
    this.#unread ??= this.objects.filter(({ isUnread }) => isUnread === true);
    return this.#unread;
  }

  /** All objects of a kind. One that Kubernetes has too is Kubernetes' own, unless its API group is named. */
  of(kind: string, { group }: KindOfGroup = {}): readonly ManifestObject[] {
    return this.#byKind.get(kindIn(kind, group)) ?? [];
  }

  object({ kind, namespace, name, group }: ObjectName & KindOfGroup): ManifestObject | undefined {
    return this.#byName.get(nameOf({ kind: kindIn(kind, group), namespace, name }));
  }

  service(namespace: string, name: string | undefined): Service | undefined {
    return name === undefined
      ? undefined
      : this.#services.get(nameOf({ kind: 'Service', namespace, name }));
  }

  /** The workload that runs the pods behind a Service. */
  workloadOf(service: Service): Workload | undefined {
    if (this.#found.has(service)) return this.#found.get(service);
    const { object, selector } = service;
    const workload = this.#workloads
      .get(object.namespace)
      ?.find(({ labels }) => selects(selector, labels));
    this.#found.set(service, workload);
    return workload;
  }

  /** The Services in front of a workload's pods. */
  servicesOf({ object, labels }: Workload): readonly Service[] {
    return this.services.filter(
      (service) =>
        service.object.namespace === object.namespace && selects(service.selector, labels),
    );
  }
}

/** Kinds that run pods. */
const WORKLOADS = [
  'Deployment',
  'StatefulSet',
  'DaemonSet',
  'Rollout',
  'CloneSet',
  'DeploymentConfig',
  'ReplicaSet',
  'ReplicationController',
  'Pod',
];

const OWNED = ['Pod', 'ReplicaSet', 'ReplicationController'];

/** The pods of a Deployment say what the Deployment says, and a cluster has thousands of them. */
function isOwned({ kind, root }: ManifestObject): boolean {
  return OWNED.includes(kind) && root.get('metadata').get('ownerReferences').items().length > 0;
}

/** A kind of another product that has the name of one of Kubernetes. */
function isForeign({ kind, apiVersion }: ManifestObject): boolean {
  return KUBERNETES_KINDS.has(kind) && !isKnownKind(KUBERNETES_KINDS, { kind, apiVersion });
}

/** As kubectl names it: `Gateway.networking.istio.io`. The core of Kubernetes has no group. */
function kindIn(kind: string, group: string | undefined): string {
  return group === undefined ? kind : `${kind}.${group}`;
}

function push<T>(lists: Map<string, T[]>, key: string, value: T): void {
  const list = lists.get(key);
  if (list === undefined) lists.set(key, [value]);
  else list.push(value);
}

function nameOf({ kind, namespace, name }: ObjectName): string {
  return `${kind}\n${namespace}\n${name}`;
}
