import type { Workload } from '../../objects/workload.ts';
import { backends } from '../backends.ts';
import { advise } from '../fix.ts';
import { placeOf } from '../places.ts';
import type { Rule } from '../rule.ts';

export const podNoReadiness: Rule = {
  id: 'POD-NO-READINESS',
  severity: 'info',
  title: 'pods receive connections before they listen',
  about: `Without a readinessProbe, a pod counts as ready as soon as its containers run. During a roll-out, the load balancer and the
ingress send connections to a port that is not listening yet: ECONNREFUSED, or a 502 at the handshake. A probe of the
socket port itself opens and closes a connection each time, so prefer an HTTP path if the server has one.`,
  verified: 'documentation',
  sources: ['kubernetes.io/docs/concepts/configuration/liveness-readiness-startup-probes'],
  *check(subject) {
    for (const workload of backends(subject)) {
      if (hasReadiness(workload)) continue;
      yield {
        ...placeOf(workload.object, workload.podSpec.get('containers')),
        message:
          'no readinessProbe: a roll-out sends connections to pods that are not listening yet',
        fix: advise(
          'add a readinessProbe on a path that reports whether the server accepts connections',
          {
            where: 'the container',
            lines: [
              'readinessProbe:',
              '  httpGet: { path: /healthz, port: 8080 }',
              '  periodSeconds: 5',
            ],
          },
        ),
      };
    }
  },
};

function hasReadiness({ containers }: Workload): boolean {
  return containers.some(({ field }) => field.get('readinessProbe').exists);
}
