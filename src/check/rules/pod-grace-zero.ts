import { graceOf } from '../../objects/workload.ts';
import { holders } from '../backends.ts';
import { replaceValue } from '../fix.ts';
import { placeOf } from '../places.ts';
import type { Rule } from '../rule.ts';

/** What POD-GRACE-DEFAULT proposes too. */
const PROPOSED_S = '600';

export const podGraceZero: Rule = {
  id: 'POD-GRACE-ZERO',
  severity: 'warning',
  title: 'grace period of 0: pods are killed without a SIGTERM',
  about: `A grace period of 0 skips SIGTERM: the container is killed at once, and a preStop has no time to wait. The server
closes nothing, the load balancer still sends connections to the address, and clients see a reset or silence.`,
  verified: 'documentation',
  sources: ['kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle (forced termination)'],
  *check(subject) {
    for (const workload of holders(subject)) {
      const { ms, field } = graceOf(workload);
      if (!field.exists || ms > 0) continue;
      yield {
        ...placeOf(workload.object, field),
        message:
          'a grace period of 0 kills the pod at once: no connection is closed in order, and a preStop does not wait',
        written: field.text ?? '',
        fix: {
          advice: `give the server time to close its connections: terminationGracePeriodSeconds: ${PROPOSED_S}`,
          edits: replaceValue(subject.sources, { field, raw: PROPOSED_S }),
        },
      };
    }
  },
};
