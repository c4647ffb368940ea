import { alibabaBalancers } from '../../path/kinds/alibaba/service.ts';
import { group } from '../figures.ts';
import { replaceValue } from '../fix.ts';
import { rangeText } from '../limit-facts.ts';
import { placeOf } from '../places.ts';
import type { Rule } from '../rule.ts';
import { isRefused, nearestOf, rangeOf, writtenLimits } from '../written-limits.ts';

const KEY = 'idle-timeout';

export const lbTimeoutRange: Rule = {
  id: 'LB-TIMEOUT-RANGE',
  severity: 'error',
  title: 'idle timeout rejected by the cloud provider',
  about: `Allowed: AWS NLB ${rangeText('aws-nlb', KEY)}, classic ELB and ALB ${rangeText('aws-alb', KEY)}, Azure ${rangeText('azure-lb', KEY)} in whole minutes,
Huawei ${rangeText('huawei-elb', 'keepalive-timeout')}. When a value is
out of range or has a unit, the load balancer is not changed, and an event on the Service reports the error.`,
  verified: 'documentation',
  sources: ['soak catalogue cloud-lb'],
  *check(subject) {
    for (const limit of writtenLimits(subject)) {
      // ALI-ESTABLISHED-TIMEOUT-RANGE knows more of that controller.
      if (limit.provider === alibabaBalancers.name || !isRefused(limit)) continue;
      const { object, field, value, notation } = limit;
      const range = rangeOf(limit);
      const [min, max] = range;
      const text = field.text ?? '';
      const right = text.replace(value, nearestOf(limit));
      yield {
        ...placeOf(object, field),
        message: `${value} is rejected: the range is ${group(min)} to ${group(max)} ${notation.unit}`,
        effective: 'the previous value',
        written: text,
        fix: {
          advice: `use ${group(min)} to ${group(max)}; for a longer idle time, send a heartbeat`,
          edits: replaceValue(subject.sources, { field, raw: `"${right}"` }),
        },
      };
    }
  },
};
