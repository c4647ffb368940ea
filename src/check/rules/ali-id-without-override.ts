import { alibabaAnnotation, ownsListeners } from '../../path/kinds/alibaba/service.ts';
import { balancedByAlibaba } from '../balanced.ts';
import { seconds } from '../figures.ts';
import { advise } from '../fix.ts';
import { defaultOf } from '../limit-facts.ts';
import { placeOf } from '../places.ts';
import type { Rule } from '../rule.ts';
import { ALIBABA_CCM } from '../wording.ts';

export const aliIdWithoutOverride: Rule = {
  id: 'ALI-ID-WITHOUT-OVERRIDE',
  severity: 'warning',
  title: 'reused SLB whose listeners the controller does not manage',
  about: `With loadbalancer-id and without force-override-listeners "true", the cloud controller (1.9.3 and later)
only maintains backend groups. It neither creates nor changes listeners: the ports must already exist, and
annotations for listeners have no effect. The established timeout is whatever is set in the console.
Override only a load balancer that no other Service uses: overriding may delete existing listeners.`,
  verified: 'source',
  sources: [
    `${ALIBABA_CCM} pkg/controller/service/clbv1/model_applier.go; docs/usage.md:27,179,842`,
  ],
  *check(subject) {
    for (const service of balancedByAlibaba(subject)) {
      const id = alibabaAnnotation(service, 'id');
      if (id === undefined || ownsListeners(service)) continue;
      const ports = service.ports.map(({ port }) => port).join(' and ');
      yield {
        ...placeOf(service.object, id),
        message: `the controller does not manage the listeners of ${id.text}: ports ${ports} must already exist, and no manifest sets their timeout`,
        effective: `whatever the listener has (${seconds(defaultOf('alibaba-slb', 'established-timeout'))} unless changed)`,
        fix: advise(
          'set EstablishedTimeout to 900 on the listeners in the console or in Terraform; or override them, if no other Service uses this SLB',
          {
            where: 'annotations of the Service',
            lines: [
              'service.beta.kubernetes.io/alibaba-cloud-loadbalancer-force-override-listeners: "true"',
            ],
          },
        ),
      };
    }
  },
};
