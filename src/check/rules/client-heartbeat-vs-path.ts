import type { Limit, PlacedLimit } from '../../path/path.ts';
import type { Target } from '../../scenario/scenario.ts';
import { seconds } from '../figures.ts';
import { advise } from '../fix.ts';
import { inForce } from '../places.ts';
import { refreshMs, type TargetWay, targetWays, willIdleOut } from '../plan-ways.ts';
import type { Rule } from '../rule.ts';
import { targetPosition } from '../subject.ts';

export const clientHeartbeatVsPath: Rule = {
  id: 'CLIENT-HEARTBEAT-VS-PATH',
  severity: 'error',
  title: 'heartbeat too slow for the shortest idle limit on the path',
  about: `Each hop has its own idle timer, and the shortest one closes silent connections. A target must send something more
often than that, three times as often to be safe. TCP keep-alive counts only where packets count. A target
that is meant to be dropped says so with expect-drop, and this rule skips it.`,
  verified: 'source',
  sources: ['soak catalogue idle-bidirectional'],
  *check(subject) {
    const { plan } = subject;
    if (plan === undefined) return;
    for (const way of targetWays(subject)) {
      const { target } = way;
      const worst = shortest(way).find(({ limit }) => willIdleOut(target, limit, plan.scenario));
      // An expected drop that cannot happen is CLIENT-EXPECT-DROP-UNREACHABLE.
      if (worst === undefined || target.expectDrop !== undefined) continue;
      const { limit, hop } = worst;
      const third = seconds(Math.max(1_000, Math.floor(limit.afterMs / 3_000) * 1_000));
      yield {
        at: targetPosition(subject, target.name),
        object: `target ${target.name}`,
        message: `${hop.id} (${hop.kind}) closes idle connections after ${inForce(worst)} (${limit.setting}); ${habit(target, limit)}`,
        effective: seconds(limit.afterMs),
        written: short(target, limit),
        fix: advise(
          `send a heartbeat every ${third} or less; or add expect-drop, if the target is meant to show this`,
        ),
      };
    }
  },
};

function shortest({ limits }: TargetWay): readonly PlacedLimit[] {
  return [...limits].sort((a, b) => a.limit.afterMs - b.limit.afterMs);
}

function habit(target: Target, limit: Limit): string {
  const everyMs = refreshMs(target, limit);
  if (Number.isFinite(everyMs)) return `this target sends only every ${seconds(everyMs)}`;
  return target.traffic.keepaliveMs === undefined
    ? 'this target is silent'
    : 'this target sends nothing but TCP keep-alive, which does not count there';
}

function short(target: Target, limit: Limit): string {
  const everyMs = refreshMs(target, limit);
  if (Number.isFinite(everyMs)) return `every ${seconds(everyMs)}`;
  return target.traffic.keepaliveMs === undefined ? 'silent' : 'TCP keep-alive only';
}
