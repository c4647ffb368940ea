import type { Field } from '../../objects/field.ts';
import { backends } from '../backends.ts';
import { seconds } from '../figures.ts';
import { advise } from '../fix.ts';
import { placeOf } from '../places.ts';
import type { Rule } from '../rule.ts';

/** What Kubernetes takes when a probe does not say. */
const PERIOD_S = 10;
const TIMEOUT_S = 1;
const FAILURES = 3;

/** A server that answers nothing for so long may still be only busy. */
const PATIENCE_S = 30;

export const podLivenessHasty: Rule = {
  id: 'POD-LIVENESS-HASTY',
  severity: 'warning',
  title: 'a liveness probe that kills a busy pod with all of its connections',
  about: `When a liveness probe fails failureThreshold times (3) in a row, the kubelet kills the container, and every
connection on it ends. With the default timeout of 1 s an event loop that is busy with many connections, or a long
garbage collection, is enough. Give it a timeout of several seconds and half a minute of patience or more.`,
  verified: 'documentation',
  sources: ['kubernetes.io/docs/concepts/configuration/liveness-readiness-startup-probes'],
  *check(subject) {
    for (const workload of backends(subject)) {
      for (const { field } of workload.containers) {
        const probe = field.get('livenessProbe');
        const timeoutS = probe.get('timeoutSeconds').number ?? TIMEOUT_S;
        const patienceS = patienceOf(probe);
        if (!probe.exists || (timeoutS > TIMEOUT_S && patienceS >= PATIENCE_S)) continue;
        yield {
          ...placeOf(workload.object, probe),
          message: `the kubelet kills this pod with all of its connections when it does not answer within ${seconds(timeoutS * 1_000)} for ${seconds(patienceS * 1_000)}`,
          effective: `timeout ${seconds(timeoutS * 1_000)}, patience ${seconds(patienceS * 1_000)}`,
          fix: advise('more time for each answer, and more failures before the end', {
            where: 'livenessProbe',
            lines: ['timeoutSeconds: 5', 'failureThreshold: 6'],
          }),
        };
      }
    }
  },
};

function patienceOf(probe: Field): number {
  const periodS = probe.get('periodSeconds').number ?? PERIOD_S;
  return periodS * (probe.get('failureThreshold').number ?? FAILURES);
}
