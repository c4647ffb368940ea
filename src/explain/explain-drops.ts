import { conclude } from './conclude.ts';
import { type Conclusion, explanationOf } from './conclusion.ts';
import type { Drop, ExplainContext, ExplainedGroup, NamedEvent } from './drop.ts';
import { groundOf } from './ground.ts';
import { caseOf } from './grouping/case-of.ts';
import type { Case, Group } from './grouping/group.ts';
import { extent, groupBy, isTimed } from './grouping/group.ts';
import { groupingKeyOf, isDecided } from './grouping/grouping-key.ts';
import { populationOf } from './grouping/population.ts';
import { scaleOf } from './grouping/scale.ts';
import { STRANGER } from './grouping/unlisted-timeout.ts';
import { ALIKE_PASSES, RUN_PASSES } from './passes/all.ts';
import type { AlikeGround, Draft } from './passes/pass.ts';
import { reasonWithFigures } from './reason.ts';

/**
 * Explains all drops of a run together and groups those that look alike and have the same cause.
 *
 * First the rules are asked of each drop alone, then the passes say what many know better than one.
 */
export function explainDrops(
  drops: readonly Drop[],
  context: ExplainContext,
): readonly ExplainedGroup[] {
  const grounds = context.targets.map((_, index) => groundOf(context, index));
  const cases = drops.map((drop, index) => {
    const ground = grounds[drop.target]!;
    return caseOf({ index, drop }, conclude(drop, ground), ground);
  });
  const keyOf = groupingKeyOf(drops, (index) => causeKey(cases[index]!));
  const durationMs = context.durationMs ?? extent(drops, ({ atMs }) => atMs).toMs;
  const alike = [...groupBy(cases, ({ index }) => keyOf(index)).values()];
  const groups = alike.flatMap((members) => {
    const ground = grounds[members[0]!.drop.target]!;
    const scale = scaleOf(ground.way, context, durationMs);
    return groupsOf(members, { ...ground, context, scale, grounds });
  });
  const run = { context, grounds, population: populationOf(drops, context) };
  return RUN_PASSES.reduce<readonly Group[]>((all, pass) => pass.apply(all, run), groups)
    .map((group) => explained(group, context))
    .sort((a, b) => b.members.length - a.members.length || a.firstAtMs - b.firstAtMs);
}

/** The groups of drops of one target that ended alike. */
function groupsOf(open: readonly Case[], ground: AlikeGround): readonly Group[] {
  const draft: Draft = { open, groups: [] };
  return ALIKE_PASSES.reduce((so, pass) => pass.apply(so, ground), draft).groups;
}

/** The one limit or event that explains a drop alone. */
function causeKey(one: Case): string | undefined {
  const { candidates } = one.conclusion;
  if (candidates.length !== 1 || !isTimed(one)) return undefined;
  const { hop, setting, eventAtMs } = candidates[0]!;
  return `${hop} ${setting} ${eventAtMs ?? ''}`;
}

function explained(group: Group, { targets }: ExplainContext): ExplainedGroup {
  const { cases, axis, fromMs, toMs, steps, observedMs = (fromMs + toMs) / 2 } = group;
  const conclusion = { ...withStranger(group), axis };
  const first = cases[0]!.drop;
  const wall = extent(cases, ({ drop }) => drop.atMs);
  const said = group.reason ?? reasonWithFigures(conclusion, fromMs, toMs);
  const reason = [said, group.note].filter((words) => words).join('; ');
  const explanation = explanationOf(conclusion, { observedMs, reason });
  return {
    target: targets[first.target]!.name,
    ending: (cases.find(({ drop }) => isDecided(drop.ending)) ?? cases[0]!).drop.ending,
    members: cases.map(({ index }) => index),
    explanation: { ...explanation, expectedByChance: group.expectedByChance ?? 0 },
    steps,
    events: explanation.causes.length === 0 ? [] : eventsOf(group, conclusion),
    axis,
    fromMs,
    toMs,
    firstAtMs: wall.fromMs,
    lastAtMs: wall.toMs,
  };
}

/** Every event that a candidate names, with the drops for which it does. */
function eventsOf({ cases, events }: Group, { candidates }: Conclusion): readonly NamedEvent[] {
  return candidates.flatMap(({ hop, eventAtMs }) => {
    if (eventAtMs === undefined) return [];
    return (events ?? [{ atMs: eventAtMs, cases }]).map((took) => ({
      atMs: took.atMs,
      hop,
      members: took.cases.map(({ index }) => index),
    }));
  });
}

function withStranger({ conclusion, orTimeout }: Group) {
  if (orTimeout !== true || conclusion.basis === 'event') return conclusion;
  return { ...conclusion, candidates: [...conclusion.candidates, STRANGER] };
}
