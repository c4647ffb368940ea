import { alibabaAnnotation, ownsListeners } from '../../manifests/balancers/alibaba.ts';
import { balancedByAlibaba } from '../balanced.ts';
import { advise } from '../fix.ts';
import { placeOf } from '../places.ts';
import type { Rule } from '../rule.ts';
import { ALIBABA_CCM } from '../wording.ts';

export const aliIdWithoutOverride: Rule = {
  id: 'ALI-ID-WITHOUT-OVERRIDE',
  severity: 'warning',
  title: 'a reused SLB whose listeners the controller does not touch',
  about: `With loadbalancer-id and without force-override-listeners "true", the cloud controller (1.9.3 and later)
only maintains groups of backends. Listeners are neither made nor changed: the ports must exist already, and
every annotation about a listener is without effect. So the established timeout is what the console says.
Overriding is for a balancer that no other Service uses: it may delete the listeners that it finds.`,
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
        message: `the listeners of ${id.text} are not managed: ports ${ports} must exist already, with a timeout that no manifest sets`,
        effective: 'whatever the listener has (900 s unless changed)',
        fix: advise(
          'set EstablishedTimeout 900 on the listeners in the console or Terraform; or, when no other Service uses this SLB, override them',
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
