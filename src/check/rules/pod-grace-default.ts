import { graceOf, type Workload } from '../../objects/workload.ts';
import { backends } from '../backends.ts';
import { seconds } from '../figures.ts';
import { insertInto } from '../fix.ts';
import { placeOf } from '../places.ts';
import type { Rule } from '../rule.ts';

export const podGraceDefault: Rule = {
  id: 'POD-GRACE-DEFAULT',
  severity: 'warning',
  title: 'pods with long-lived connections and only 30 s to close them',
  about: `A roll-out gives each pod terminationGracePeriodSeconds (30 by default) from the stop request to SIGKILL. A
preStop that sleeps lets the load balancer remove the pod first. Then SIGTERM arrives: if the server closes its
WebSockets with 1001, in batches, clients can move over; if it does not, they see 1006. What SIGKILL does to
connections was not measured.`,
  verified: 'documentation',
  sources: ['kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle'],
  *check(subject) {
    for (const workload of backends(subject)) {
      const grace = graceOf(workload);
      // POD-GRACE-ZERO says more.
      if (grace.ms === 0) continue;
      const missing = [
        ...(grace.field.exists ? [] : ['terminationGracePeriodSeconds']),
        ...(hasPreStop(workload) ? [] : ['a preStop']),
      ];
      if (missing.length === 0) continue;
      const lines = ['terminationGracePeriodSeconds: 600'];
      yield {
        ...placeOf(workload.object, grace.field.exists ? grace.field : workload.podSpec),
        message: `no ${missing.join(' and no ')}: a roll-out ends every connection of a pod within ${seconds(grace.ms)}, with 1006 unless the server sends 1001`,
        effective: `${seconds(grace.ms)}${grace.field.exists ? '' : ' (default)'}`,
        fix: {
          advice:
            'use a longer grace period, a preStop that sleeps, and a server that closes with 1001 in batches',
          edits: grace.field.exists
            ? []
            : insertInto(subject.sources, { map: workload.podSpec, lines }),
        },
      };
    }
  },
};

function hasPreStop({ containers }: Workload): boolean {
  return containers.some(({ field }) => field.get('lifecycle').get('preStop').exists);
}
