import type { Family } from '../../family.ts';
import { ALB, alibabaAlb } from './alb.ts';
import { CCM } from './ccm.ts';
import { alibabaClb, alibabaSlb, CLB } from './clb.ts';
import { CLB_BACKENDS } from './clb-backends.ts';
import { alibabaSlbHttp, CLB_HTTP } from './clb-http.ts';
import { alibabaEcs, ECS } from './ecs.ts';
import { alibabaNlb, NLB } from './nlb.ts';
import { alibabaBalancers } from './service.ts';

export const alibabaFamily: Family = {
  kinds: [alibabaSlb, alibabaClb, alibabaSlbHttp, alibabaNlb, alibabaAlb, alibabaEcs],
  catalogue: [...CLB, ...CLB_HTTP, ...NLB, ...ALB, ...ECS, ...CLB_BACKENDS, ...CCM],
  balancers: alibabaBalancers,
  objects: { AlbConfig: ['alibabacloud.com'] },
};
