import { seconds } from '../figures.ts';
import { advise } from '../fix.ts';
import { inForce } from '../places.ts';
import { holdMs, refreshMs, type TargetWay, targetWays } from '../plan-ways.ts';
import type { Found, Rule } from '../rule.ts';
import { type Subject, targetPosition } from '../subject.ts';

export const clientExpectDropUnreachable: Rule = {
  id: 'CLIENT-EXPECT-DROP-UNREACHABLE',
  severity: 'error',
  title: 'expected drop that cannot happen',
  about: `expect-drop waits for one limit of one hop. If another hop closes the connection sooner, if the target's own
traffic restarts that clock, or if the hold is shorter, the expected drop never happens and the run fails for a
reason that was known before it started. TCP keep-alive below a layer-4 load balancer's limit restarts only that limit, so it
is the way to reach the longer limit of an ingress behind it.`,
  verified: 'source',
  sources: ['soak catalogue idle-bidirectional'],
  *check(subject) {
    for (const way of targetWays(subject)) {
      const reason = obstacle(way, subject);
      if (reason !== undefined) yield reason;
    }
  },
};

function obstacle(way: TargetWay, subject: Subject): Found | undefined {
  const { target, limits } = way;
  const { expectDrop } = target;
  const { plan } = subject;
  if (expectDrop === undefined || plan === undefined) return undefined;
  const wanted = `the expected drop at ${expectDrop.axis} ${seconds(expectDrop.atMs)}`;
  const place = {
    at: targetPosition(subject, target.name),
    object: `target ${target.name}`,
    written: seconds(expectDrop.atMs),
  };
  const totalMs = holdMs(plan.scenario);
  if (expectDrop.atMs > totalMs) {
    return {
      ...place,
      message: `${wanted} is due after the hold ends (${seconds(totalMs)})`,
      fix: advise(`hold for more than ${seconds(expectDrop.atMs)}`),
    };
  }
  const sooner = limits.find(
    ({ limit }) =>
      limit.startsAt === 'last-reset' &&
      limit.afterMs < expectDrop.atMs - expectDrop.toleranceMs &&
      refreshMs(target, limit) >= limit.afterMs,
  );
  if (sooner === undefined) return undefined;
  const canProbe = sooner.limit.resetBy === 'packets';
  return {
    ...place,
    message: `${wanted} never happens: ${sooner.hop.id} (${sooner.hop.kind}) closes idle connections after ${inForce(sooner)}`,
    effective: seconds(sooner.limit.afterMs),
    fix: advise(
      canProbe
        ? `keepalive { after: ${seconds(sooner.limit.afterMs / 3)} } restarts the clock of ${sooner.hop.id} and of no other hop`
        : `expect the drop at ${seconds(sooner.limit.afterMs)} by ${sooner.hop.id}`,
    ),
  };
}
