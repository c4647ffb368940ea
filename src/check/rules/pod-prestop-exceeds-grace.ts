import { longestSleepOf } from '../../objects/prestop.ts';
import { graceOf } from '../../objects/workload.ts';
import { backends } from '../backends.ts';
import { seconds } from '../figures.ts';
import { replaceValue } from '../fix.ts';
import { placeOf } from '../places.ts';
import type { Rule } from '../rule.ts';

export const podPrestopExceedsGrace: Rule = {
  id: 'POD-PRESTOP-EXCEEDS-GRACE',
  severity: 'warning',
  title: 'preStop that leaves the server no time to close its connections',
  about: `preStop counts against the grace period. If it sleeps for all of it, SIGTERM arrives with the kubelet's last
two seconds, or not at all before SIGKILL: the server closes nothing in order, and clients see 1006.`,
  verified: 'documentation',
  sources: ['kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle'],
  *check(subject) {
    for (const workload of backends(subject)) {
      const grace = graceOf(workload);
      const sleep = longestSleepOf(workload);
      // A grace of 0 is POD-GRACE-ZERO's.
      if (sleep === undefined || sleep.ms < grace.ms || grace.ms === 0) continue;
      const needed = String(sleep.ms / 1_000 + 60);
      yield {
        ...placeOf(workload.object, sleep.field),
        message: `preStop sleeps for ${seconds(sleep.ms)} of the ${seconds(grace.ms)} grace period: the server is killed before it can close its connections`,
        effective: seconds(grace.ms),
        written: seconds(sleep.ms),
        fix: {
          advice: `set terminationGracePeriodSeconds to ${needed} or more`,
          edits: grace.field.exists
            ? replaceValue(subject.sources, { field: grace.field, raw: needed })
            : [],
        },
      };
    }
  },
};
