import { providerOf } from '../../manifests/balancers.ts';
import { isLocal, type Service } from '../../objects/service.ts';
import { alibabaAnnotation, alibabaBalancers } from '../../path/kinds/alibaba/service.ts';
import { balanced, isDirect } from '../balanced.ts';
import { advise } from '../fix.ts';
import { placeOf } from '../places.ts';
import type { Rule } from '../rule.ts';
import type { Subject } from '../subject.ts';
import { ALIBABA_CCM } from '../wording.ts';

export const svcEtpLocal: Rule = {
  id: 'SVC-ETP-LOCAL',
  severity: 'info',
  title: 'externalTrafficPolicy Local: a node leaves with its last pod',
  about: `Local preserves the client's address. Only nodes with a ready pod are backends, weighted by their pods, so
connections spread unevenly. A node leaves the load balancer as soon as its last pod starts to terminate; new
connections that still arrive there are dropped. Two replicas or more, a preStop that waits longer than the
load balancer needs to remove a node, and connection draining make that harmless; then this rule is silent.`,
  verified: 'source',
  sources: [
    `${ALIBABA_CCM} clbv1/vgroups.go buildLocalBackends`,
    'kubernetes pkg/proxy/topology.go',
  ],
  *check(subject) {
    for (const service of balanced(subject)) {
      if (!isLocal(service) || isDirect(service, subject) || isPrepared(service, subject)) continue;
      yield {
        ...placeOf(service.object, service.externalTrafficPolicy),
        message:
          'Local: only nodes with a ready pod get connections, by number of pods, and a node leaves as soon as its last pod terminates',
        written: 'Local',
        fix: advise(
          'run two or more pods on different nodes, with a preStop that waits longer than the load balancer needs, and connection draining; expect uneven counts',
        ),
      };
    }
  },
};

function isPrepared(service: Service, { world }: Subject): boolean {
  const workload = world.inventory.workloadOf(service);
  if (workload === undefined || workload.replicas < 2) return false;
  const waits = workload.containers.some(
    ({ field }) => field.get('lifecycle').get('preStop').exists,
  );
  const isAlibaba = providerOf(service, world.inventory) === alibabaBalancers;
  return waits && (!isAlibaba || alibabaAnnotation(service, 'connection-drain')?.text === 'on');
}
