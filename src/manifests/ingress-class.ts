import type { Ingress } from '../objects/ingress.ts';
import type { Inventory } from '../objects/inventory.ts';

/** The program that serves an Ingress or a Gateway, as a kind of hop, and how certain that is. */
export interface ControllerKind {
  /** Absent for a controller that is not in the catalogue. */
  readonly kind: string | undefined;
  /** `class`: an IngressClass or GatewayClass says so. `name`: the class has the usual name. `guess`: nothing says so. */
  readonly from: 'class' | 'name' | 'annotations' | 'guess';
}

/** `spec.controller` of an IngressClass. */
const BY_CONTROLLER: ReadonlyMap<string, string> = new Map([
  ['k8s.io/ingress-nginx', 'ingress-nginx'],
  ['nginx.org/ingress-controller', 'f5-nginx-ingress'],
  ['traefik.io/ingress-controller', 'traefik'],
  ['haproxy.org/ingress-controller', 'haproxytech-ingress'],
  ['haproxy-ingress.github.io/controller', 'haproxy-ingress'],
  ['ingress.k8s.aws/alb', 'aws-alb'],
  ['eks.amazonaws.com/alb', 'aws-alb'],
  ['ingress.k8s.alibabacloud/alb', 'alibaba-alb'],
  ['azure/application-gateway', 'azure-application-gateway'],
  ['higress.io/higress-controller', 'higress'],
  ['cilium.io/ingress-controller', 'cilium-gateway'],
  ['ingress-controllers.konghq.com/kong', 'kong'],
  ['apisix.apache.org/apisix-ingress', 'apisix'],
  ['apisix.apache.org/apisix-ingress-controller', 'apisix'],
  ['istio.io/ingress-controller', 'istio'],
]);

/** Classes that need no IngressClass object, or that always have this name. */
const BY_NAME: ReadonlyMap<string, string> = new Map([
  ['nginx', 'ingress-nginx'],
  ['ingress-nginx', 'ingress-nginx'],
  ['gce', 'gcp-application-lb'],
  ['traefik', 'traefik'],
  ['kong', 'kong'],
  ['apisix', 'apisix'],
  ['contour', 'contour'],
  ['haproxy', 'haproxytech-ingress'],
  ['cilium', 'cilium-gateway'],
  ['higress', 'higress'],
  ['mse', 'higress'],
  ['istio', 'istio'],
  ['azure-application-gateway', 'azure-application-gateway'],
  ['azure/application-gateway', 'azure-application-gateway'],
]);

/** Annotations that only one controller reads. */
const BY_PREFIX: ReadonlyMap<string, string> = new Map([
  ['nginx.ingress.kubernetes.io/', 'ingress-nginx'],
  ['nginx.org/', 'f5-nginx-ingress'],
  ['haproxy.org/', 'haproxytech-ingress'],
  ['haproxy-ingress.github.io/', 'haproxy-ingress'],
  ['traefik.ingress.kubernetes.io/', 'traefik'],
  ['alb.ingress.kubernetes.io/', 'aws-alb'],
  ['konghq.com/', 'kong'],
  ['appgw.ingress.kubernetes.io/', 'azure-application-gateway'],
  ['projectcontour.io/', 'contour'],
  ['kubernetes.io/ingress.global-static-ip-name', 'gcp-application-lb'],
]);

/** Prefixes of annotations, and the controller that reads them. */
export const ANNOTATION_OWNERS = BY_PREFIX;

export function controllerOf(ingress: Ingress, inventory: Inventory): ControllerKind {
  const { className } = ingress;
  const byAnnotations = [...BY_PREFIX].find(([prefix]) => hasPrefix(ingress, prefix))?.[1];
  if (className === undefined) {
    if (byAnnotations !== undefined) return { kind: byAnnotations, from: 'annotations' };
    return { kind: 'ingress-nginx', from: 'guess' };
  }
  const known = inventory.of('IngressClass').find(({ name }) => name === className);
  const controller = known?.root.get('spec').get('controller').text;
  if (controller !== undefined) return { kind: BY_CONTROLLER.get(controller), from: 'class' };
  // `alb` is the class of two clouds with the same annotation prefix; an AlbConfig tells them apart.
  if (className === 'alb' && inventory.of('AlbConfig').length > 0)
    return { kind: 'alibaba-alb', from: 'annotations' };
  const byName = BY_NAME.get(className) ?? (/nginx/.test(className) ? 'ingress-nginx' : undefined);
  // The F5 controller's class is also called nginx.
  const isF5 = byName === 'ingress-nginx' && byAnnotations === 'f5-nginx-ingress';
  if (isF5) return { kind: byAnnotations, from: 'annotations' };
  return { kind: byName ?? byAnnotations, from: byName === undefined ? 'annotations' : 'name' };
}

function hasPrefix({ annotations }: Ingress, prefix: string): boolean {
  return [...annotations.keys()].some((key) => key.startsWith(prefix));
}
