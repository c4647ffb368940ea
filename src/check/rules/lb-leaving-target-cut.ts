import type { Route } from '../../manifests/route.ts';
import { isLocal } from '../../objects/service.ts';
import { graceOf, type Workload } from '../../objects/workload.ts';
import { hopKind } from '../../path/kinds/all.ts';
import type { Hop, Limit } from '../../path/path.ts';
import { seconds } from '../figures.ts';
import { advise } from '../fix.ts';
import { placeOf } from '../places.ts';
import type { Found, Rule } from '../rule.ts';
import type { Subject } from '../subject.ts';

export const lbLeavingTargetCut: Rule = {
  id: 'LB-LEAVING-TARGET-CUT',
  severity: 'warning',
  title: 'load balancer that cuts the connections of a leaving pod before the pod would',
  about: `When a pod leaves, the load balancer deregisters it, waits for its delay, and closes what is still open: an ALB after
deregistration_delay.timeout_seconds, an NLB with connection termination, Google's balancers after drainingTimeoutSec,
Application Gateway after its connection draining. However long the grace period of the pod is, connections end at the
shorter of the two. Let the load balancer wait longer than the pod.`,
  verified: 'documentation',
  sources: [
    'docs.aws.amazon.com/elasticloadbalancing (target group attributes)',
    'GoogleCloudPlatform/gke-gateway-api@fc40d606 (ConnectionDraining)',
    'Azure/application-gateway-kubernetes-ingress@f42103da docs/annotations.md',
  ],
  *check(subject) {
    const seen = new Set<string>();
    for (const route of subject.routes) {
      const found = cutOn(route, subject);
      if (found === undefined || seen.has(JSON.stringify(found))) continue;
      seen.add(JSON.stringify(found));
      yield found;
    }
  },
};

function cutOn(route: Route, subject: Subject): Found | undefined {
  const balancer = route.hops.hops.find(({ role }) => role === 'load-balancer');
  const limit = balancer?.limits.find(({ event }) => event === 'backend-removed');
  const workload = workloadOf(route, subject);
  if (limit === undefined || limit.maybeSetBy !== undefined) return undefined;
  // Behind an ingress the leaving target is a pod of the ingress, which has rules of its own.
  if (route.hops.hops.some(({ role }) => role === 'ingress')) return undefined;
  if (isNodeThatStays(route, subject)) return undefined;
  const graceMs = workload === undefined ? undefined : graceOf(workload).ms;
  const isWritten = limit.source.kind === 'manifest';
  if (limit.afterMs >= (graceMs ?? (isWritten ? HASTY_MS : 0))) return undefined;
  if (isLongest(limit, balancer)) return undefined;
  return {
    ...placeOf(route.owner),
    ...(limit.source.kind === 'manifest' && { at: limit.source.at }),
    ...(!isWritten && { severity: 'info' as const }),
    message: messageOf(limit, graceMs),
    effective: `${seconds(limit.afterMs)}${isWritten ? '' : ' (default)'}`,
    fix: advise(
      graceMs === undefined
        ? 'let the load balancer wait for as long as the pods need to close their connections'
        : `let the load balancer wait for ${seconds(graceMs)} or longer, the grace period of the pod`,
    ),
  };
}

/** Without the pods among the manifests, only this is certainly too short for long connections. */
const HASTY_MS = 60_000;

function isLongest({ setting, afterMs }: Limit, balancer: Hop | undefined): boolean {
  const spec = hopKind(balancer?.kind ?? '')?.limits.find((one) => one.setting === setting);
  return spec?.rangeMs !== undefined && afterMs >= spec.rangeMs[1];
}

function messageOf({ setting, afterMs }: Limit, graceMs: number | undefined): string {
  const when = afterMs === 0 ? 'at once' : `${seconds(afterMs)} after its deregistration`;
  const pod =
    graceMs === undefined ? '' : `, although the pod has ${seconds(graceMs)} to close them`;
  return `the load balancer cuts the connections of a leaving target ${when} (${setting})${pod}`;
}

/** Where nodes are the targets and any node forwards, no target leaves with a pod. */
function isNodeThatStays({ hops, backend }: Route, { world }: Subject): boolean {
  const [namespace = '', name] = backend.split('/');
  const service = world.inventory.service(namespace, name);
  const hasNode = hops.hops.some(({ role }) => role === 'nat');
  return hasNode && service !== undefined && !isLocal(service);
}

function workloadOf({ backend }: Route, { world }: Subject): Workload | undefined {
  const [namespace = '', name] = backend.split('/');
  const service = world.inventory.service(namespace, name);
  return service && world.inventory.workloadOf(service);
}
