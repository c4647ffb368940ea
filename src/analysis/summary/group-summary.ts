import type { Cause, Explanation } from '../../explain/cause.ts';
import { explainRefusal } from '../../explain/refusals/explain-refusal.ts';
import type { RefusalFacts } from '../../explain/refusals/refusal-facts.ts';
import { wayOf } from '../../path/way.ts';
import type { Scenario } from '../../scenario/scenario.ts';
import type { CauseGroup } from '../cause-group.ts';
import type { RefusalCount } from '../fold.ts';
import type { DropGroup, RefusalGroup } from './summary.ts';

export function dropGroupOf(group: CauseGroup): DropGroup {
  const { target, ending, members, explanation, axis, fromMs, toMs, expected } = group;
  const { hop, setting, certainty, ...said } = causeFields(explanation);
  return {
    target,
    count: members.length,
    ending,
    hop,
    setting,
    configuredMs: shared(explanation.causes, ({ configuredMs }) => configuredMs) ?? null,
    observed: { axis, fromMs: Math.round(fromMs), toMs: Math.round(toMs) },
    certainty,
    expectedByChance: Number((explanation.expectedByChance ?? 0).toPrecision(3)),
    ...said,
    expected,
    otherSides: group.otherSides ?? [],
    firstAtMs: Math.round(group.firstAtMs),
    lastAtMs: Math.round(group.lastAtMs),
  };
}

/** What an explanation says, of drops and of refusals alike. */
function causeFields({
  certainty,
  causes,
  reason,
  evidenceNeeded,
}: Explanation): Pick<
  RefusalGroup,
  'hop' | 'setting' | 'certainty' | 'reason' | 'evidenceNeeded' | 'candidates'
> {
  return {
    hop: shared(causes, ({ hop }) => hop),
    setting: shared(causes, ({ setting }) => setting),
    certainty,
    reason,
    evidenceNeeded: evidenceNeeded ?? null,
    candidates: causes.map(({ hop, setting }) => `${hop} ${setting}`),
  };
}

/** With several causes left there is no one hop or setting to name, unless they share it. */
function shared<Value>(causes: readonly Cause[], pick: (cause: Cause) => Value): Value | null {
  const values = new Set(causes.map(pick));
  return values.size === 1 ? [...values][0]! : null;
}

export function refusalGroupOf(
  group: RefusalCount,
  { path, targets }: Scenario,
  facts: RefusalFacts,
): RefusalGroup {
  const { target, count, refusal, firstAtMs, lastAtMs } = group;
  const way = wayOf(path, targets[target]!);
  const explanation = explainRefusal(refusal, way, facts);
  return {
    target: targets[target]!.name,
    count,
    refusal,
    ...causeFields(explanation),
    remedy: explanation.remedy ?? null,
    firstAtMs: Math.round(firstAtMs),
    lastAtMs: Math.round(lastAtMs),
  };
}
