import type { Family } from '../../family.ts';
import { ALB, awsAlb } from './alb.ts';
import { awsClb, awsClbHttp, CLB } from './clb.ts';
import { awsEc2, EC2 } from './ec2.ts';
import { awsNlb, awsNlbTls, NLB } from './nlb.ts';
import { awsBalancers } from './service.ts';
import { TARGET_GROUPS } from './target-group.ts';

export const awsFamily: Family = {
  kinds: [awsNlb, awsNlbTls, awsAlb, awsClb, awsClbHttp, awsEc2],
  catalogue: [...NLB, ...ALB, ...CLB, ...TARGET_GROUPS, ...EC2],
  balancers: awsBalancers,
  objects: {
    IngressClassParams: ['elbv2.k8s.aws', 'eks.amazonaws.com'],
    TargetGroupBinding: ['elbv2.k8s.aws', 'eks.amazonaws.com'],
    LoadBalancerConfiguration: ['gateway.k8s.aws'],
    TargetGroupConfiguration: ['gateway.k8s.aws'],
  },
};
