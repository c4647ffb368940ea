import { canEnd, type FatedTimer } from '../../path/fate.ts';
import { durationOf, expectsDrop } from '../../scenario/hold.ts';
import type { ExpectDrop } from '../../scenario/scenario.ts';
import { seconds } from '../figures.ts';
import { advise } from '../fix.ts';
import { inForce } from '../places.ts';
import type { Found, Rule } from '../rule.ts';
import { type Subject, targetPosition } from '../subject.ts';
import { type TargetWay, targetWays } from '../target-ways.ts';
import { restartWords } from '../wording.ts';

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
      const { target } = way;
      const obstacle = target.expectDrop && obstacleTo(target.expectDrop, way, subject);
      if (obstacle !== undefined)
        yield {
          at: targetPosition(subject, target.name),
          object: `target ${target.name}`,
          written: seconds(target.expectDrop!.atMs),
          ...obstacle,
        };
    }
  },
};

type Obstacle = Pick<Found, 'message' | 'effective' | 'fix'>;

function obstacleTo(expected: ExpectDrop, way: TargetWay, { plan }: Subject): Obstacle | undefined {
  const wanted = `the expected drop at ${expected.axis} ${seconds(expected.atMs)}`;
  const totalMs = plan === undefined ? Infinity : durationOf(plan.scenario.load);
  if (expected.atMs > totalMs)
    return {
      message: `${wanted} is due after the hold ends (${seconds(totalMs)})`,
      fix: advise(`hold for more than ${seconds(expected.atMs)}`),
    };
  const sooner = way.fates.find(
    ({ fate, limit }) =>
      canEnd(fate) &&
      limit.startsAt !== 'event' &&
      limit.afterMs < expected.atMs - expected.toleranceMs,
  );
  return sooner === undefined ? keptAway(wanted, way) : forestalled(wanted, sooner);
}

/** Another limit closes the connection first. */
function forestalled(wanted: string, sooner: FatedTimer): Obstacle {
  const { hop, limit, fate, hearsKeepalive } = sooner;
  const canProbe = limit.resetBy === 'packets' && hearsKeepalive === 'yes';
  const never = fate.kind === 'ends' ? 'never happens' : 'may not happen';
  const what = limit.startsAt === 'open' ? 'every connection' : 'idle connections';
  return {
    message: `${wanted} ${never}: ${hop.id} (${hop.kind}) closes ${what} after ${inForce(sooner)}`,
    effective: seconds(limit.afterMs),
    fix: advise(
      canProbe
        ? `keepalive { after: ${seconds(limit.afterMs / 3)} } restarts the clock of ${hop.id} and of no other hop`
        : `expect the drop at ${seconds(limit.afterMs)} by ${hop.id}`,
    ),
  };
}

/** The target's own traffic restarts the clock of the limit that it expects to be dropped by. */
function keptAway(wanted: string, { target, fates }: TargetWay): Obstacle | undefined {
  const meant = fates.filter((one) => expectsDrop(target, one));
  const [first] = meant;
  const isKept = meant.every(({ fate }) => fate.kind === 'restarted');
  if (first === undefined || !isKept || first.fate.kind !== 'restarted') return undefined;
  const { hop, limit, fate } = first;
  return {
    message: `${wanted} never happens: ${restartWords(fate, seconds)} restarts the ${limit.setting} of ${hop.id} in time`,
    effective: seconds(limit.afterMs),
    fix: advise(
      `let it be silent, or send something less often than every ${seconds(limit.afterMs)}`,
    ),
  };
}
