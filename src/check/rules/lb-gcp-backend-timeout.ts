import { durationOf } from '../../scenario/hold.ts';
import { seconds } from '../figures.ts';
import { advise } from '../fix.ts';
import { defaultOf, linesFor } from '../limit-facts.ts';
import { placeOf } from '../places.ts';
import type { Rule } from '../rule.ts';
import { targetsOf } from '../target-ways.ts';

const KIND = 'gcp-application-lb';
const KEY = 'backend-timeout';

export const lbGcpBackendTimeout: Rule = {
  id: 'LB-GCP-BACKEND-TIMEOUT',
  severity: 'error',
  title: "Google's load balancer closes WebSockets at a fixed age",
  about: `On the GFE-based load balancer, timeoutSec of the backend service is the maximum lifetime of a WebSocket: ${seconds(defaultOf(KIND, KEY))} by
default, regardless of traffic. Set it in the BackendConfig that the Service refers to.`,
  verified: 'documentation',
  sources: ['ingress-gce examples/websocket', 'opendev zuul change 7578119e'],
  *check(subject) {
    const { plan } = subject;
    for (const route of subject.routes) {
      const balancer = route.hops.hops.find(({ kind }) => kind === KIND);
      const limit = balancer?.limits.find(({ startsAt }) => startsAt === 'open');
      if (limit === undefined || limit.maybeSetBy !== undefined) continue;
      const isUsed = plan !== undefined && targetsOf(route, subject).length > 0;
      const neededMs = isUsed ? durationOf(plan.scenario.load) : defaultOf(KIND, KEY) + 1;
      if (limit.afterMs >= neededMs) continue;
      const wanted = isUsed ? Math.ceil(neededMs / 1_000) : 10_800;
      yield {
        ...placeOf(route.owner),
        ...(limit.source.kind === 'manifest' ? { at: limit.source.at } : { at: route.at }),
        message: `the load balancer closes every WebSocket ${seconds(limit.afterMs)} after it opens; activity does not help`,
        effective: `${seconds(limit.afterMs)}${limit.source.kind === 'manifest' ? '' : ' (default)'}`,
        fix: advise(
          `a BackendConfig with timeoutSec of ${wanted} or more, named by Service ${route.backend}`,
          {
            where: `BackendConfig, and the annotation of Service ${route.backend}`,
            lines: [
              'spec:',
              ...linesFor(KIND, { key: KEY, ms: wanted * 1_000, port: route.port }).map(
                (line) => `  ${line}`,
              ),
              '# on the Service:',
              `# cloud.google.com/backend-config: '{"default": "long-lived"}'`,
            ],
          },
        ),
      };
    }
  },
};
