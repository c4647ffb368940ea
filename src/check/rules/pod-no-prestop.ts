import { graceOf, type Workload } from '../../objects/workload.ts';
import { backends } from '../backends.ts';
import { insertInto } from '../fix.ts';
import { placeOf } from '../places.ts';
import type { Rule } from '../rule.ts';

export const podNoPrestop: Rule = {
  id: 'POD-NO-PRESTOP',
  severity: 'info',
  title: 'a pod that stops before the load balancer has removed it',
  about: `A pod gets SIGTERM at the moment at which it starts to leave its Service. Endpoints, proxies and load balancers
follow a few seconds later, and what they still send to the pod is refused. A preStop that sleeps keeps the server
listening until they have followed. It counts against terminationGracePeriodSeconds.`,
  verified: 'documentation',
  sources: ['kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle'],
  *check(subject) {
    for (const workload of backends(subject)) {
      // POD-GRACE-ZERO says more.
      if (hasPreStop(workload) || graceOf(workload).ms === 0) continue;
      const container = workload.containers[0]?.field;
      yield {
        ...placeOf(workload.object, container ?? workload.podSpec),
        message:
          'no preStop: the server stops listening before the load balancer has removed the pod, so new connections are refused during each roll-out',
        fix: {
          advice:
            'add a preStop that sleeps for as long as the load balancer takes to remove a pod',
          edits:
            container === undefined
              ? []
              : insertInto(subject.sources, { map: container, lines: PRESTOP }),
        },
      };
    }
  },
};

const PRESTOP = ['lifecycle: { preStop: { sleep: { seconds: 20 } } }'];

function hasPreStop({ containers }: Workload): boolean {
  return containers.some(({ field }) => field.get('lifecycle').get('preStop').exists);
}
