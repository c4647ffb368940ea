import { crc32 } from 'node:zlib';
import { sanitize } from '../../base/text.ts';
import { eventOfReason, isProxyName, isSettingsName, signsOf } from '../../path/cluster-signs.ts';
import type { ClusterSigns } from '../../path/hop-kind.ts';
import type { Path, PathEvent } from '../../path/path.ts';
import type { WatchedCluster } from '../../scenario/scenario.ts';
import type { Watched, WatchedObject } from './watched-object.ts';

/** Kinds that are watched, as kubectl calls them. */
export const WATCHED_KINDS = [
  'events',
  'pods',
  'endpointslices',
  'ingresses',
  'configmaps',
  'deployments',
] as const;

export type WatchedKind = (typeof WATCHED_KINDS)[number];

/** Something that happened in the cluster. `event` is a `PathEvent`, or a word that dates nothing. */
export interface ClusterChange {
  readonly label: string;
  readonly hop?: string;
  readonly event: string;
}

/** Objects that are remembered, of all kinds together; what comes after these is not watched. */
const OBJECTS_MAX = 50_000;

const NAME_CHARACTERS_MAX = 120;

/** A change of the configuration that its proxy takes over without harm to open connections: it dates no drop. */
const HARMLESS_CHANGE = 'configuration';

/** Locks of controllers are ConfigMaps too, and are renewed every few seconds. */
const LOCK = /leader|election|lock/i;

/** Reasons of Kubernetes' own events that may cost connections. */
const TELLING_REASONS = [
  'NodeNotReady',
  'NodeNotSchedulable',
  'Rebooted',
  'Evicted',
  'OOMKilling',
  'SystemOOM',
  'Preempted',
  'UpdatedLoadBalancer',
  'SyncLoadBalancerFailed',
];

/** What is remembered of an object, to tell what is new. */
interface Known {
  readonly generation: number | undefined;
  readonly dataSum: number;
  readonly ready: number;
  readonly replicas: number | undefined;
  readonly restarts: number;
  readonly isDeleting: boolean;
}

/** Tells from what kubectl prints what has happened to the path. What was there from the start is none of it. */
export class ClusterChanges {
  readonly #cluster: WatchedCluster;
  readonly #backend: string | undefined;
  /** Only when there is one: nobody can tell which of two has reloaded. */
  readonly #ingress: string | undefined;
  readonly #signs: ClusterSigns;
  readonly #startedAtMs: number;
  readonly #known = new Map<string, Known>();

  constructor(cluster: WatchedCluster, { path, startedAtMs }: { path: Path; startedAtMs: number }) {
    this.#cluster = cluster;
    this.#startedAtMs = startedAtMs;
    const [first, second] = path.hops.filter(({ role }) => role === 'ingress');
    const ingress = second === undefined ? first : undefined;
    this.#backend = path.hops.findLast(({ role }) => role === 'backend')?.id;
    this.#ingress = ingress?.id;
    this.#signs = signsOf(ingress);
  }

  take(kind: WatchedKind, { type, object }: Watched): ClusterChange | undefined {
    if (type === 'BOOKMARK' || type === 'ERROR') return undefined;
    if (kind === 'events') return this.#ofEvent(object);
    const key = `${kind} ${object.metadata.uid}`;
    const before = this.#known.get(key);
    const isNew = before === undefined && this.#isNew(object);
    const now = knownOf(object);
    if (type === 'DELETED') this.#known.delete(key);
    else if (before !== undefined || this.#known.size < OBJECTS_MAX) this.#known.set(key, now);
    if (before === undefined && !isNew) return undefined;
    return this.#ofKind(kind, { object, before, now, isGone: type === 'DELETED' });
  }

  #ofKind(kind: Exclude<WatchedKind, 'events'>, step: Step): ClusterChange | undefined {
    switch (kind) {
      case 'pods':
        return this.#ofPod(step);
      case 'endpointslices':
        return this.#ofEndpoints(step);
      case 'ingresses':
        return this.#ofIngress(step);
      case 'configmaps':
        return this.#ofConfigMap(step);
      case 'deployments':
        return this.#ofDeployment(step);
    }
  }

  /** The first listing tells what was there already. */
  #isNew({ metadata }: WatchedObject): boolean {
    return Date.parse(metadata.creationTimestamp ?? '') >= this.#startedAtMs;
  }

  #ofPod({ object, before, now, isGone }: Step): ClusterChange | undefined {
    if (before === undefined) return undefined;
    const name = nameOf(object);
    if ((now.isDeleting || isGone) && !before.isDeleting)
      return this.#toPod(object, `pod ${name} is deleted`);
    if (now.restarts <= before.restarts) return undefined;
    const reasons = object.status?.containerStatuses?.map(
      (one) => one.lastState?.terminated?.reason,
    );
    const reason = reasons?.find((one) => one !== undefined);
    return this.#toPod(
      object,
      `pod ${name} restarted${reason === undefined ? '' : ` (${reason})`}`,
    );
  }

  /** What ends a proxy's pod ends what it carries; what ends another one is the backend's, if that is known. */
  #toPod(object: WatchedObject, label: string): ClusterChange | undefined {
    const { name, labels, ownerReferences } = object.metadata;
    const app = labels?.['app.kubernetes.io/name'] ?? '';
    if (isProxyName(name) || isProxyName(app)) return this.#at(this.#ingress, label, 'shutdown');
    const { namespace, pods } = this.#cluster;
    if (pods !== undefined && !pods.every(([key, value]) => labels?.[key] === value))
      return undefined;
    if (ownerReferences?.some(({ kind }) => kind === 'Job') === true) return undefined;
    // In a whole cluster most pods have nothing to do with the run: they date no drop.
    if (pods === undefined && namespace === undefined)
      return this.#at(undefined, label, 'pod-stop');
    return this.#at(this.#backend, label, 'backend-stop');
  }

  #ofEndpoints({ object, before, now, isGone }: Step): ClusterChange | undefined {
    const ready = isGone ? 0 : now.ready;
    const was = before?.ready ?? 0;
    if (ready === was) return undefined;
    const service = object.metadata.labels?.['kubernetes.io/service-name'] ?? object.metadata.name;
    const label = `${shown(service)} has ${ready} ready endpoints, after ${was}`;
    const isBackend = this.#cluster.namespace !== undefined && ready < was;
    return this.#at(undefined, label, isBackend ? 'backend-removed' : 'endpoints');
  }

  #ofIngress({ object, before, now, isGone }: Step): ClusterChange | undefined {
    const isChanged = before === undefined || before.generation !== now.generation;
    if (!isChanged && !isGone) return undefined;
    const what = isGone ? 'deleted' : before === undefined ? 'added' : 'changed';
    return this.#toIngress(`ingress ${nameOf(object)} ${what}`, this.#signs.onIngress);
  }

  #ofConfigMap({ object, before, now, isGone }: Step): ClusterChange | undefined {
    const { name } = object.metadata;
    if (!isSettingsName(name, this.#signs) || LOCK.test(name)) return undefined;
    if (before?.dataSum === now.dataSum && !isGone) return undefined;
    return this.#toIngress(`configmap ${nameOf(object)} changed`, this.#signs.onConfigMap);
  }

  /** What the kind of the ingress says that a change does to its connections. */
  #toIngress(label: string, event: PathEvent | undefined): ClusterChange {
    return event === undefined
      ? this.#at(undefined, label, HARMLESS_CHANGE)
      : this.#at(this.#ingress, label, event);
  }

  #ofDeployment({ object, before, now, isGone }: Step): ClusterChange | undefined {
    const name = nameOf(object);
    if (isGone) return this.#at(undefined, `deployment ${name} deleted`, 'rollout');
    if (before === undefined || before.generation === now.generation) return undefined;
    const isScaled = before.replicas !== now.replicas;
    const what = isScaled ? `scaled from ${before.replicas} to ${now.replicas}` : 'rolls out';
    return this.#at(undefined, `deployment ${name} ${what}`, isScaled ? 'scale' : 'rollout');
  }

  #ofEvent({ reason, involvedObject }: WatchedObject): ClusterChange | undefined {
    const { kind = '', namespace, name = '' } = involvedObject ?? {};
    const whom = `${kind.toLowerCase()} ${namespace === undefined ? '' : `${namespace}/`}${name}`;
    const own = eventOfReason(reason);
    if (own !== undefined) return this.#at(this.#ingress, `${shown(whom)} reloaded`, own);
    if (reason == null || !TELLING_REASONS.includes(reason)) return undefined;
    return this.#at(undefined, `${reason}: ${shown(whom)}`, reason);
  }

  #at(hop: string | undefined, label: string, event: string): ClusterChange {
    return { label, ...(hop !== undefined && { hop }), event };
  }
}

interface Step {
  readonly object: WatchedObject;
  /** Absent when it was made during the run. */
  readonly before: Known | undefined;
  readonly now: Known;
  readonly isGone: boolean;
}

function knownOf({ metadata, data, endpoints, spec, status }: WatchedObject): Known {
  return {
    generation: metadata.generation,
    dataSum: crc32(JSON.stringify(data) ?? ''),
    // Absent means ready (discovery.k8s.io/v1, EndpointConditions).
    ready: endpoints?.filter(({ conditions }) => conditions?.ready !== false).length ?? 0,
    replicas: spec?.replicas,
    restarts: status?.containerStatuses?.reduce((sum, one) => sum + one.restartCount, 0) ?? 0,
    isDeleting: metadata.deletionTimestamp != null,
  };
}

function nameOf({ metadata }: WatchedObject): string {
  const { namespace, name } = metadata;
  return shown(namespace === undefined ? name : `${namespace}/${name}`);
}

function shown(name: string): string {
  return sanitize(name, NAME_CHARACTERS_MAX);
}
