import type { Route } from '../../manifests/route.ts';
import type { PlacedLimit } from '../../path/path.ts';
import { durationOf } from '../../scenario/hold.ts';
import { seconds } from '../figures.ts';
import { advise, type Fix } from '../fix.ts';
import { defaultOf, linesFor } from '../limit-facts.ts';
import { inForce, placeOf } from '../places.ts';
import type { Rule } from '../rule.ts';
import type { Subject } from '../subject.ts';
import { targetsOf } from '../target-ways.ts';

const KIND = 'gcp-application-lb';
const KEY = 'backend-timeout';

/** All that Google's HTTP balancers are called here; those of a Gateway read another object. */
const OF_INGRESS = [KIND, 'gcp-managed-application-lb'];
const OF_GATEWAY = ['gke-gateway-lb', 'gke-gateway-classic-lb'];

/** Nobody asked for a time; this is as long as the article's promise. */
const PROPOSED_S = 10_800;

export const lbGcpBackendTimeout: Rule = {
  id: 'LB-GCP-BACKEND-TIMEOUT',
  severity: 'error',
  title: "Google's load balancer closes WebSockets at a fixed age",
  about: `On the GFE-based load balancer, timeoutSec of the backend service is the maximum lifetime of a WebSocket: ${seconds(defaultOf(KIND, KEY))} by
default, regardless of traffic. For an Ingress, set it in the BackendConfig that the Service names in an annotation; the
same annotation on the Ingress is not read. For a Gateway, set it in a GCPBackendPolicy that targets the Service; a
BackendConfig is not read there. A default alone is a warning; a value that ends the connections of a scenario is an error.`,
  verified: 'documentation',
  sources: [
    'ingress-gce examples/websocket',
    'opendev zuul change 7578119e',
    'GoogleCloudPlatform/gke-gateway-api@fc40d606 apis/networking/v1/gcpbackendpolicy_types.go',
  ],
  *check(subject) {
    for (const route of subject.routes) {
      const placed = limitOf(route);
      if (placed === undefined) continue;
      const { limit } = placed;
      const holdMs = holdOf(route, subject);
      if (limit.afterMs >= (holdMs ?? defaultOf(KIND, KEY) + 1)) continue;
      const isWritten = limit.source.kind === 'manifest';
      const wantedS = holdMs === undefined ? PROPOSED_S : Math.ceil(holdMs / 1_000);
      yield {
        ...placeOf(route.owner),
        at: limit.source.kind === 'manifest' ? limit.source.at : route.at,
        ...(holdMs === undefined && !isWritten && { severity: 'warning' as const }),
        message: `the load balancer closes every WebSocket ${seconds(limit.afterMs)} after it opens; activity does not help`,
        effective: inForce(placed),
        fix: fixOf(route, { placed, wantedS }),
      };
    }
  },
};

/** The maximum age at the balancer of a route, when its value is known. */
function limitOf({ hops }: Route): PlacedLimit | undefined {
  const hop = hops.hops.find(({ kind }) => [...OF_INGRESS, ...OF_GATEWAY].includes(kind));
  const limit = hop?.limits.find(({ startsAt }) => startsAt === 'open');
  if (hop === undefined || limit === undefined || limit.maybeSetBy !== undefined) return undefined;
  return { hop, limit };
}

/** How long the scenario holds connections on this route; undefined when it does not use it. */
function holdOf(route: Route, subject: Subject): number | undefined {
  const { plan } = subject;
  const isUsed = plan !== undefined && targetsOf(route, subject).length > 0;
  return isUsed ? durationOf(plan.scenario.load) : undefined;
}

function fixOf(
  { backend, port }: Route,
  { placed, wantedS }: { placed: PlacedLimit; wantedS: number },
): Fix {
  const [namespace, name] = backend.split('/');
  const lines = linesFor(KIND, { key: KEY, ms: wantedS * 1_000, port });
  if (OF_GATEWAY.includes(placed.hop.kind))
    return advise(
      `a GCPBackendPolicy with timeoutSec of ${wantedS} or more for Service ${backend}`,
      {
        where: `a GCPBackendPolicy in namespace ${namespace}`,
        lines: [
          'spec:',
          `  targetRef: { group: "", kind: Service, name: ${name} }`,
          '  default:',
          ...lines.map((line) => `    ${line}`),
        ],
      },
    );
  return advise(
    `a BackendConfig with timeoutSec of ${wantedS} or more, named by Service ${backend}`,
    {
      where: `BackendConfig, and the annotation of Service ${backend}`,
      lines: [
        'spec:',
        ...lines.map((line) => `  ${line}`),
        '# on the Service:',
        `# cloud.google.com/backend-config: '{"default": "long-lived"}'`,
      ],
    },
  );
}
