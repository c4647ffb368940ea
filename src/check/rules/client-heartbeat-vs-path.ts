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
  title: 'a target that speaks too seldom for the shortest idle limit on its way',
  about: `Each hop has a clock of its own for silent connections; the shortest ends them. What a target sends must come
more often than that, three times as often to be safe. TCP keep-alive counts only where packets count. A target
that is there to die so says it with expect-drop, and is left alone.`,
  verified: 'source',
  sources: ['soak catalogue idle-bidirectional'],
  *check(subject) {
    const { plan } = subject;
    if (plan === undefined) return;
    for (const way of targetWays(subject)) {
      const { target } = way;
      const worst = shortest(way).find(({ limit }) => willIdleOut(target, limit, plan.scenario));
      // A death that is expected and cannot come is CLIENT-EXPECT-DROP-UNREACHABLE.
      if (worst === undefined || target.expectDrop !== undefined) continue;
      const { limit, hop } = worst;
      const third = seconds(Math.max(1_000, Math.floor(limit.afterMs / 3_000) * 1_000));
      yield {
        at: targetPosition(subject, target.name),
        object: `target ${target.name}`,
        message: `${hop.id} (${hop.kind}) ends idle connections after ${inForce(worst)}, its ${limit.setting}; ${habit(target, limit)}`,
        effective: seconds(limit.afterMs),
        written: short(target, limit),
        fix: advise(
          `a heartbeat every ${third} or less; or expect-drop, if this is what the target is there to show`,
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
  if (Number.isFinite(everyMs)) return `this target speaks only every ${seconds(everyMs)}`;
  return target.traffic.keepaliveMs === undefined
    ? 'this target is silent'
    : 'this target sends nothing but TCP keep-alive, which does not count there';
}

function short(target: Target, limit: Limit): string {
  const everyMs = refreshMs(target, limit);
  if (Number.isFinite(everyMs)) return `every ${seconds(everyMs)}`;
  return target.traffic.keepaliveMs === undefined ? 'silent' : 'TCP keep-alive only';
}
