import { graceOf } from '../../objects/workload.ts';
import { backends } from '../backends.ts';
import { seconds } from '../figures.ts';
import { insertInto } from '../fix.ts';
import { placeOf } from '../places.ts';
import type { Rule } from '../rule.ts';

export const podGraceDefault: Rule = {
  id: 'POD-GRACE-DEFAULT',
  severity: 'warning',
  title: 'pods with long-lived connections and only 30 s to close them',
  about: `A roll-out gives each pod terminationGracePeriodSeconds (30 by default) from the stop request to SIGKILL. If
the server closes its WebSockets with 1001 in that time, in batches, clients can move over; if it does not, they see
1006. What SIGKILL does to connections was not measured.`,
  verified: 'documentation',
  sources: ['kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle'],
  *check(subject) {
    for (const workload of backends(subject)) {
      const grace = graceOf(workload);
      if (grace.field.exists) continue;
      const lines = ['terminationGracePeriodSeconds: 600'];
      yield {
        ...placeOf(workload.object, workload.podSpec),
        message: `no terminationGracePeriodSeconds: a roll-out ends every connection of a pod within ${seconds(grace.ms)}, with 1006 unless the server sends 1001`,
        effective: `${seconds(grace.ms)} (default)`,
        fix: {
          advice: 'use a longer grace period, and a server that closes with 1001 in batches',
          edits: insertInto(subject.sources, { map: workload.podSpec, lines }),
        },
      };
    }
  },
};
