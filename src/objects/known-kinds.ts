/**
 * The kinds of objects that matter for the way into a cluster, with their API group.
 *
 * Anything else (Secrets, CRDs, an Ingress of another API group) is skipped with a note.
 */
const KNOWN: ReadonlyMap<string, readonly string[]> = new Map([
  ['Service', ['']],
  ['ConfigMap', ['']],
  ['Pod', ['']],
  ['Deployment', ['apps', 'extensions']],
  ['StatefulSet', ['apps']],
  ['DaemonSet', ['apps', 'extensions']],
  ['Ingress', ['networking.k8s.io', 'extensions']],
  ['IngressClass', ['networking.k8s.io']],
  ['Gateway', ['gateway.networking.k8s.io']],
  ['GatewayClass', ['gateway.networking.k8s.io']],
  ['HTTPRoute', ['gateway.networking.k8s.io']],
  ['TCPRoute', ['gateway.networking.k8s.io']],
  ['TLSRoute', ['gateway.networking.k8s.io']],
  ['ClientTrafficPolicy', ['gateway.envoyproxy.io']],
  ['BackendTrafficPolicy', ['gateway.envoyproxy.io']],
  ['BackendConfig', ['cloud.google.com']],
  ['AlbConfig', ['alibabacloud.com']],
  ['KubeProxyConfiguration', ['kubeproxy.config.k8s.io']],
  ['FelixConfiguration', ['crd.projectcalico.org', 'projectcalico.org']],
]);

/** True when soak reads this kind of object. */
export function isKnownKind(kind: string, apiVersion: string): boolean {
  const group = apiVersion.includes('/') ? apiVersion.slice(0, apiVersion.indexOf('/')) : '';
  return KNOWN.get(kind)?.includes(group) === true;
}

/** True when soak reads no kind of this name in any API group, so that its text need not be parsed. */
export function isKnownName(kind: string): boolean {
  return KNOWN.has(kind) || kind.endsWith('List');
}
