import type { Route } from '../../manifests/route.ts';
import { seconds } from '../figures.ts';
import { advise } from '../fix.ts';
import { defaultText, linesFor, longestOf } from '../limit-facts.ts';
import { idleLimitAt, inForce, isKeptAlive, placeOf } from '../places.ts';
import type { Rule } from '../rule.ts';

const KIND = 'aws-alb';
const KEY = 'idle-timeout';

export const lbAlbIdle: Rule = {
  id: 'LB-ALB-IDLE',
  severity: 'warning',
  title: `AWS ALB with its default idle timeout of ${defaultText(KIND, KEY).replace(' (default)', '')}`,
  about: `By default, an ALB closes a connection that carried no data for ${defaultText(KIND, KEY).replace(' (default)', '')}; idle_timeout.timeout_seconds takes
up to ${seconds(longestOf(KIND, KEY)).replace(' s', '')}. WebSocket ping frames are payload and should count; HTTP/2 PING frames do not.`,
  verified: 'documentation',
  sources: [
    'docs.aws.amazon.com/elasticloadbalancing/latest/application/edit-load-balancer-attributes',
  ],
  *check(subject) {
    const seen = new Set<unknown>();
    const longestMs = longestOf(KIND, KEY);
    for (const route of subject.routes) {
      const idle = idleLimitAt(route, 'balancer');
      if (idle === undefined || idle.hop.kind !== KIND || seen.has(route.owner)) continue;
      seen.add(route.owner);
      if (idle.limit.source.kind === 'manifest' || isKeptAlive(route, idle, subject)) continue;
      yield {
        ...placeOf(route.owner),
        message: `the ALB closes idle connections after ${inForce(idle)}`,
        effective: defaultText(KIND, KEY),
        fix: advise(
          `raise the idle timeout of the load balancer (up to ${seconds(longestMs)}), and send a heartbeat more often than that`,
          settingOf(route, longestMs),
        ),
      };
    }
  },
};

/** An Ingress has an annotation for it; a Gateway names a LoadBalancerConfiguration. */
function settingOf(
  { owner, port }: Route,
  ms: number,
): { where: string; lines: readonly string[] } {
  if (owner.kind === 'Ingress')
    return { where: 'annotations of the Ingress', lines: linesFor(KIND, { key: KEY, ms, port }) };
  return {
    where:
      'spec of the LoadBalancerConfiguration that the Gateway names in infrastructure.parametersRef',
    lines: [
      'loadBalancerAttributes:',
      `  - { key: idle_timeout.timeout_seconds, value: "${ms / 1_000}" }`,
    ],
  };
}
