import type { Field } from '../../../objects/field.ts';
import type { Service } from '../../../objects/service.ts';
import { type BalancerOwnership, hasPrefix } from '../../ownership.ts';

export const AWS_PREFIX = 'service.beta.kubernetes.io/aws-load-balancer-';

/** One AWS annotation. */
export function awsAnnotation({ annotations }: Service, name: string): Field | undefined {
  return annotations.get(AWS_PREFIX + name);
}

export function isAwsNlb(service: Service): boolean {
  const type = awsAnnotation(service, 'type')?.text ?? '';
  return (
    ['nlb', 'nlb-ip', 'external'].includes(type) ||
    service.loadBalancerClass === 'service.k8s.aws/nlb' ||
    service.loadBalancerClass === 'eks.amazonaws.com/nlb'
  );
}

/** Which Services get an NLB or a Classic ELB of AWS. */
export const awsBalancers: BalancerOwnership = {
  name: 'AWS',
  claims: ({ annotations, loadBalancerClass }) =>
    hasPrefix(annotations, [AWS_PREFIX]) ||
    /(^|\.)k8s\.aws\/|amazonaws\.com\//.test(loadBalancerClass ?? ''),
  balancerOf: (service) => {
    const isNlb = isAwsNlb(service);
    const targets = awsAnnotation(service, 'nlb-target-type')?.text;
    return {
      kind: isNlb ? 'aws-nlb' : 'aws-clb',
      isDirect: isNlb && (targets === 'ip' || awsAnnotation(service, 'type')?.text === 'nlb-ip'),
    };
  },
};
