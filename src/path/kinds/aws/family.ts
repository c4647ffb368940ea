import type { Family } from '../../family.ts';
import { ALB, awsAlb } from './alb.ts';
import { awsClb, awsClbHttp, CLB } from './clb.ts';
import { awsEc2, EC2 } from './ec2.ts';
import { awsNlb, awsNlbInTree, awsNlbTls, NLB } from './nlb.ts';
import { awsBalancers, LBC_OBJECTS } from './service.ts';
import { TARGET_GROUPS } from './target-group.ts';

export const awsFamily: Family = {
  kinds: [awsNlb, awsNlbInTree, awsNlbTls, awsAlb, awsClb, awsClbHttp, awsEc2],
  catalogue: [...NLB, ...ALB, ...CLB, ...TARGET_GROUPS, ...EC2],
  balancers: awsBalancers,
  objects: LBC_OBJECTS,
};
