import { ALB_ATTRIBUTES } from '../../manifests/ingress-settings.ts';
import { advise } from '../fix.ts';
import { idleLimitAt, inForce, isKeptAlive, placeOf } from '../places.ts';
import type { Rule } from '../rule.ts';

export const lbAlbIdle: Rule = {
  id: 'LB-ALB-IDLE',
  severity: 'warning',
  title: 'AWS ALB with its default idle timeout of 60 s',
  about: `By default, an ALB closes a connection that carried no data for 60 s; idle_timeout.timeout_seconds takes
up to 4,000. WebSocket ping frames are payload and should count; HTTP/2 PING frames do not.`,
  verified: 'documentation',
  sources: [
    'docs.aws.amazon.com/elasticloadbalancing/latest/application/edit-load-balancer-attributes',
  ],
  *check(subject) {
    const seen = new Set<unknown>();
    for (const route of subject.routes) {
      const idle = idleLimitAt(route, 'balancer');
      if (idle === undefined || idle.hop.kind !== 'aws-alb' || seen.has(route.owner)) continue;
      seen.add(route.owner);
      if (idle.limit.source.kind === 'manifest' || isKeptAlive(route, idle, subject)) continue;
      yield {
        ...placeOf(route.owner),
        message: `the ALB closes idle connections after ${inForce(idle)}`,
        effective: '60 s (default)',
        fix: advise(
          'raise the idle timeout of the load balancer (up to 4,000 s), and send a heartbeat more often than that',
          {
            where: 'annotations of the Ingress',
            lines: [`${ALB_ATTRIBUTES}: idle_timeout.timeout_seconds=4000`],
          },
        ),
      };
    }
  },
};
