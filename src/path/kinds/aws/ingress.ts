import type { Ingress } from '../../../objects/ingress.ts';
import type { Inventory } from '../../../objects/inventory.ts';
import type { IngressPlace } from '../../ownership.ts';
import type { Setting } from '../../setting.ts';
import {
  type Attributes,
  attributesIn,
  attributesOf,
  DELAY,
  merged,
  secondsSetting,
} from './target-group.ts';

export const IDLE_ATTRIBUTE = 'idle_timeout.timeout_seconds';

/** What AWS accepts for it. */
export const ALB_IDLE_RANGE = [1_000, 4_000_000] as const;

const PREFIX = 'alb.ingress.kubernetes.io/';
const BALANCER_ATTRIBUTES = `${PREFIX}load-balancer-attributes`;
const TARGET_ATTRIBUTES = `${PREFIX}target-group-attributes`;
const GROUP = `${PREFIX}group.name`;

/**
 * What an ALB of the AWS Load Balancer Controller gets. The parameters of the class win over annotations; all
 * Ingresses of a group share one ALB and its attributes (pkg/ingress/model_build_load_balancer_attributes.go).
 * The annotation of the Service wins over that of the Ingress for its target group.
 */
export function albSettings({ ingress, service, inventory }: IngressPlace): readonly Setting[] {
  const params = paramsOf(ingress, inventory);
  const balancer = merged(
    ...(params.kind === 'read' ? [params.attributes] : []),
    ...groupOf(ingress, inventory).map(({ annotations }) =>
      attributesIn(annotations.get(BALANCER_ATTRIBUTES)),
    ),
  );
  const targets = merged(
    attributesIn(service?.annotations.get(TARGET_ATTRIBUTES)),
    attributesIn(ingress.annotations.get(TARGET_ATTRIBUTES)),
  );
  return [
    ...(params.kind === 'missing' ? [{ key: 'idle-timeout', unread: params.unread }] : []),
    ...secondsSetting('idle-timeout', balancer.get(IDLE_ATTRIBUTE), ALB_IDLE_RANGE),
    ...(params.kind === 'no-class' ? [{ key: 'idle-timeout', unread: params.unread }] : []),
    ...secondsSetting('deregistration-delay', targets.get(DELAY)),
  ];
}

type Params =
  | { readonly kind: 'none' }
  | { readonly kind: 'read'; readonly attributes: Attributes }
  /** Parameters that are named, or a class that may name some; the first win over what is written elsewhere. */
  | { readonly kind: 'missing' | 'no-class'; readonly unread: { readonly what: string } };

/** The parameters that the class of an Ingress names. */
function paramsOf({ className }: Ingress, inventory: Inventory): Params {
  const known = inventory.of('IngressClass').find(({ name }) => name === className);
  if (known === undefined)
    return className === undefined
      ? { kind: 'none' }
      : { kind: 'no-class', unread: { what: `the IngressClassParams of class ${className}` } };
  const reference = known.root.get('spec').get('parameters');
  const name = reference.get('name').text;
  if (name === undefined) return { kind: 'none' };
  // It has no namespace, and an object without one is read as one of the default namespace.
  const params = inventory.of('IngressClassParams').find((one) => one.name === name);
  if (params === undefined)
    return { kind: 'missing', unread: { what: `IngressClassParams ${name}` } };
  return {
    kind: 'read',
    attributes: attributesOf(params.root.get('spec').get('loadBalancerAttributes')),
  };
}

/** The Ingresses that share the ALB: those of the group, or only this one. */
function groupOf(ingress: Ingress, inventory: Inventory): readonly Ingress[] {
  const group = groupNameOf(ingress, inventory);
  if (group === undefined) return [ingress];
  const others = inventory.ingresses.filter((one) => groupNameOf(one, inventory) === group);
  return [ingress, ...others];
}

function groupNameOf(
  { annotations, className }: Ingress,
  inventory: Inventory,
): string | undefined {
  const known = inventory.of('IngressClass').find(({ name }) => name === className);
  const name = known?.root.get('spec').get('parameters').get('name').text;
  const params = inventory.of('IngressClassParams').find((one) => one.name === name);
  return params?.root.get('spec').get('group').get('name').text ?? annotations.get(GROUP)?.text;
}
