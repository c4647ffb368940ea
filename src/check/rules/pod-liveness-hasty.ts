import type { Field } from '../../objects/field.ts';
import { backends } from '../backends.ts';
import { seconds } from '../figures.ts';
import { advise } from '../fix.ts';
import { placeOf } from '../places.ts';
import type { Rule } from '../rule.ts';

/** The Kubernetes defaults of a probe. */
const PERIOD_S = 10;
const TIMEOUT_S = 1;
const FAILURES = 3;

/** A server that does not answer for this long may just be busy. */
const PATIENCE_S = 30;

export const podLivenessHasty: Rule = {
  id: 'POD-LIVENESS-HASTY',
  severity: 'warning',
  title: 'liveness probe that kills a busy pod and all of its connections',
  about: `When a liveness probe fails failureThreshold times (3) in a row, the kubelet kills the container, and every
connection to it ends. With the default timeout of 1 s, an event loop busy with many connections or a long
garbage collection is enough. Use a timeout of several seconds and allow at least half a minute of failures.`,
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
          message: `the kubelet kills this pod and all of its connections if it does not answer within ${seconds(timeoutS * 1_000)} for ${seconds(patienceS * 1_000)}`,
          effective: `timeout ${seconds(timeoutS * 1_000)}, failures for ${seconds(patienceS * 1_000)}`,
          fix: advise('allow more time per answer and more failures', {
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
