import type { Cause } from '../explain/cause.ts';
import type { Target } from '../scenario/scenario.ts';
import type { RefusalCount } from './fold.ts';
import type { DropGroup, RefusalGroup } from './summary.ts';
import type { ViewGroup } from './view-group.ts';

export function dropGroupOf(group: ViewGroup): DropGroup {
  const { target, ending, members, explanation, axis, fromMs, toMs, expected } = group;
  const { certainty, causes, reason, evidenceNeeded } = explanation;
  // With several causes left there is no one hop or setting to name, unless they share it.
  const same = <Value>(pick: (cause: Cause) => Value): Value | null => {
    const values = new Set(causes.map(pick));
    return values.size === 1 ? [...values][0]! : null;
  };
  return {
    target,
    count: members.length,
    ending,
    hop: same(({ hop }) => hop),
    setting: same(({ setting }) => setting),
    configuredMs: same(({ configuredMs }) => configuredMs) ?? null,
    observed: { axis, fromMs: Math.round(fromMs), toMs: Math.round(toMs) },
    certainty,
    expectedByChance: Number((explanation.expectedByChance ?? 0).toPrecision(3)),
    reason,
    evidenceNeeded: evidenceNeeded ?? null,
    candidates: causes.map(({ hop, setting }) => `${hop} ${setting}`),
    expected,
    otherSides: group.otherSides ?? [],
    firstAtMs: Math.round(group.firstAtMs),
    lastAtMs: Math.round(group.lastAtMs),
  };
}

export function refusalGroupOf(group: RefusalCount, targets: readonly Target[]): RefusalGroup {
  const { target, count, refusal, firstAtMs, lastAtMs } = group;
  return {
    target: targets[target]?.name ?? String(target),
    count,
    refusal,
    firstAtMs: Math.round(firstAtMs),
    lastAtMs: Math.round(lastAtMs),
  };
}
