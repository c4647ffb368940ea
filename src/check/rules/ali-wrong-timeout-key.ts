import {
  alibabaAnnotations,
  isAlibabaNlb,
  listenerProtocol,
} from '../../path/kinds/alibaba/service.ts';
import { balancedByAlibaba } from '../balanced.ts';
import { renameKey } from '../fix.ts';
import { defaultText } from '../limit-facts.ts';
import { placeOf } from '../places.ts';
import type { Rule } from '../rule.ts';
import { ALIBABA_CCM } from '../wording.ts';

export const aliWrongTimeoutKey: Rule = {
  id: 'ALI-WRONG-TIMEOUT-KEY',
  severity: 'warning',
  title: 'idle timeout key of another load balancer type',
  about: `A TCP listener of a CLB reads established-timeout. A listener of an NLB reads idle-timeout, and so does an
HTTP listener of a CLB. The other key is ignored, and ${defaultText('alibaba-slb', 'established-timeout')} stays in force.`,
  verified: 'source',
  sources: [`${ALIBABA_CCM} clbv1/listeners.go:201,831; nlbv2/listeners.go:194`],
  *check(subject) {
    for (const service of balancedByAlibaba(subject)) {
      const isHttp = service.ports.some(({ port }) =>
        listenerProtocol(service, port).startsWith('http'),
      );
      const isNlb = isAlibabaNlb(service);
      const [wrong, right] = isNlb
        ? ['established-timeout', 'idle-timeout']
        : ['idle-timeout', 'established-timeout'];
      if (isHttp && !isNlb) continue;
      for (const { key, name, field } of alibabaAnnotations(service)) {
        if (name !== wrong) continue;
        yield {
          ...placeOf(service.object, field),
          message: `${isNlb ? 'an NLB' : 'a TCP listener of a CLB'} does not read ${wrong}, but ${right}`,
          effective: isNlb
            ? defaultText('alibaba-nlb', 'idle-timeout')
            : defaultText('alibaba-slb', 'established-timeout'),
          written: field.text ?? '',
          fix: {
            advice: `rename it to ${right}`,
            edits: renameKey(subject.sources, {
              field,
              from: key,
              to: key.replace(wrong, right),
            }),
          },
        };
      }
    }
  },
};
