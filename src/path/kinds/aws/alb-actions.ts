import { readInner } from '../../../objects/yaml-document.ts';
import type { IngressPlace } from '../../ownership.ts';

const ACTIONS = 'alb.ingress.kubernetes.io/actions.';

/**
 * A rule whose backend is an action of the balancer: a redirect or a fixed response
 * (kubernetes-sigs.github.io/aws-load-balancer-controller, guide/ingress/annotations, "Actions"; Alibaba's ALB reads the
 * same annotation). Both spellings of its keys are read.
 */
export function isAlbAnswer({ ingress, rule }: IngressPlace): boolean {
  if (rule.servicePort !== 'use-annotation') return false;
  const field = ingress.annotations.get(`${ACTIONS}${rule.serviceName ?? ''}`);
  const action = field === undefined ? undefined : readInner(field);
  const [first] = action?.items() ?? [];
  const type = [action, first].map((one) => one?.get('type').text ?? one?.get('Type').text);
  return type.some((one) => /^(redirect|fixed-?response)$/i.test(one ?? ''));
}
