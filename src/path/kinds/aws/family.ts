import type { Family } from '../../family.ts';
import { ALB, awsAlb } from './alb.ts';
import { awsClb, CLB } from './clb.ts';
import { awsEc2, EC2 } from './ec2.ts';
import { awsNlb, NLB } from './nlb.ts';
import { awsBalancers } from './service.ts';

export const awsFamily: Family = {
  kinds: [awsNlb, awsAlb, awsClb, awsEc2],
  catalogue: [...NLB, ...ALB, ...CLB, ...EC2],
  balancers: awsBalancers,
};
