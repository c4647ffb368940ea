import type { Service } from '../../objects/service.ts';
import type { ConnectionsMax } from '../../path/ownership.ts';
import { balanced, balancerAt } from '../balanced.ts';
import { group } from '../figures.ts';
import { advise } from '../fix.ts';
import { placeOf } from '../places.ts';
import type { Rule } from '../rule.ts';
import type { Subject } from '../subject.ts';
import { targetsOf } from '../target-ways.ts';

export const lbConnectionLimit: Rule = {
  id: 'LB-CONNECTION-LIMIT',
  severity: 'error',
  title: 'load balancer that holds fewer connections than the scenario opens',
  about: `Some load balancers hold only so many connections at once: Civo's max-concurrent-requests (10,000 by default), the
listeners of IBM Cloud (2,000 by default), connection-limit of OpenStack Octavia, max-connections of Scaleway. What comes
beyond waits or is refused. Only a scenario shows whether that is too few; without one this rule is silent.`,
  verified: 'documentation',
  sources: [
    'civo/civo-cloud-controller-manager@0c98dc9f README.md',
    'https://cloud.ibm.com/docs/vpc?topic=vpc-advanced-traffic-management',
    'kubernetes/cloud-provider-openstack@c453fb7c docs (connection-limit)',
    'scaleway/scaleway-cloud-controller-manager@bddc17f8 docs (max-connections)',
  ],
  *check(subject) {
    if (subject.plan === undefined) return;
    for (const service of balanced(subject)) {
      const most = limitOf(service, subject);
      const wanted = connectionsTo(service, subject);
      if (most === undefined || wanted <= most.count) continue;
      yield {
        ...placeOf(service.object, most.field),
        message: `the load balancer holds ${group(most.count)} connections (${most.setting}${most.field ? '' : ', default'}), and the scenario opens ${group(wanted)}`,
        effective: group(most.count),
        fix: advise(`raise ${most.setting} above ${group(wanted)}, or open fewer connections`),
      };
    }
  },
};

function limitOf(service: Service, subject: Subject): ConnectionsMax | undefined {
  const port = service.ports[0]?.port ?? 0;
  return balancerAt(service, { port, subject })?.connectionsMax;
}

/** All connections of the scenario that pass a Service: to its own pods, and through a controller behind it. */
function connectionsTo(service: Service, subject: Subject): number {
  const behind = new Set(
    subject.nginx
      .filter(({ controller }) => controller.service === service)
      .map(({ ingress }) => ingress.object),
  );
  const routes = subject.routes.filter(
    ({ owner }) => owner === service.object || behind.has(owner),
  );
  const targets = new Set(routes.flatMap((route) => targetsOf(route, subject)));
  return [...targets].reduce((sum, { connections }) => sum + connections, 0);
}
