import type { Ingress } from '../../../objects/ingress.ts';
import type { Inventory } from '../../../objects/inventory.ts';

const PREFIX = 'alb.ingress.kubernetes.io/';

/**
 * Whether clients reach an Ingress over TLS: HTTPS is among its `listen-ports`; where these are not written, the
 * controller listens on HTTPS 443 alone as soon as a certificate is named, and else on HTTP 80
 * (kubernetes-sigs/aws-load-balancer-controller docs/guide/ingress/annotations.md, pkg/ingress/model_build_listener.go).
 */
export function albHasTls({ annotations, className }: Ingress, inventory: Inventory): boolean {
  const ports = annotations.get(`${PREFIX}listen-ports`)?.text;
  if (ports !== undefined) return /"HTTPS"\s*:/.test(ports);
  return annotations.has(`${PREFIX}certificate-arn`) || hasClassCertificate(className, inventory);
}

/** `certificateArn` of the parameters of its class. */
function hasClassCertificate(className: string | undefined, inventory: Inventory): boolean {
  const known = inventory.of('IngressClass').find(({ name }) => name === className);
  const name = known?.root.get('spec').get('parameters').get('name').text;
  const params = inventory.of('IngressClassParams').find((one) => one.name === name);
  return name !== undefined && params?.root.get('spec').get('certificateArn').exists === true;
}
