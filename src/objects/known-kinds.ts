/** Kinds of objects, with the API groups that they may be of. */
export type KnownKinds = ReadonlyMap<string, readonly string[]>;

/**
 * The kinds of objects of Kubernetes itself that say something about the way into a cluster. Those of vendors come
 * with their families; anything else (Secrets, an Ingress of another API group) is skipped with a note.
 */
export const KUBERNETES_KINDS: KnownKinds = new Map([
  ['Service', ['']],
  ['ConfigMap', ['']],
  ['Pod', ['']],
  ['Deployment', ['apps', 'extensions']],
  ['StatefulSet', ['apps', 'apps.kruise.io']],
  ['DaemonSet', ['apps', 'extensions', 'apps.kruise.io']],
  ['ReplicaSet', ['apps', 'extensions']],
  ['ReplicationController', ['']],
  // Others whose pods are written as those of a Deployment.
  ['Rollout', ['argoproj.io']],
  ['CloneSet', ['apps.kruise.io']],
  ['DeploymentConfig', ['apps.openshift.io']],
  ['HorizontalPodAutoscaler', ['autoscaling']],
  ['ScaledObject', ['keda.sh']],
  ['PodDisruptionBudget', ['policy']],
  ['Node', ['']],
  // Its labels alone: they say from where a Gateway takes routes.
  ['Namespace', ['']],
  ['StorageClass', ['storage.k8s.io']],
  ['Ingress', ['networking.k8s.io', 'extensions']],
  ['IngressClass', ['networking.k8s.io']],
  ['Gateway', ['gateway.networking.k8s.io']],
  ['GatewayClass', ['gateway.networking.k8s.io']],
  ['HTTPRoute', ['gateway.networking.k8s.io']],
  ['TCPRoute', ['gateway.networking.k8s.io']],
  ['TLSRoute', ['gateway.networking.k8s.io']],
  ['GRPCRoute', ['gateway.networking.k8s.io']],
  ['ListenerSet', ['gateway.networking.k8s.io']],
  ['XListenerSet', ['gateway.networking.x-k8s.io']],
]);

/** True when soak reads this kind of object. */
export function isKnownKind(
  known: KnownKinds,
  { kind, apiVersion }: { kind: string; apiVersion: string },
): boolean {
  return known.get(kind)?.includes(groupOf(apiVersion)) === true;
}

/** The API group of a version; empty for the core of Kubernetes. */
export function groupOf(apiVersion: string): string {
  return apiVersion.includes('/') ? apiVersion.slice(0, apiVersion.indexOf('/')) : '';
}

/** True when soak reads no kind of this name in any API group, so that its text need not be parsed. */
export function isKnownName(known: KnownKinds, kind: string): boolean {
  return known.has(kind) || kind.endsWith('List');
}
