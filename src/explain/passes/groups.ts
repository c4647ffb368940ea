import type { Drop, ExplainContext, ExplainedGroup } from '../drop.ts';
import { reasonWithFigures } from '../reason.ts';
import type { Ground } from '../rules/attribute.ts';
import { byMechanism, groundOf, judge } from '../rules/attribute.ts';
import type { Judged, Verdict } from '../verdict.ts';
import { explanationOf } from '../verdict.ts';
import type { Bundle, Case } from './bundle.ts';
import { bundled, extent, groupBy, valueOn, verdictKey } from './bundle.ts';
import { weighed } from './certainty.ts';
import { scaleOf } from './chance.ts';
import { accidental, clockBundles, sharpened } from './clock-bundles.ts';
import { isDecided, likenessOf } from './grouping-key.ts';
import { openBundles } from './open-bundles.ts';
import { byOrigin } from './origin.ts';
import { censusOf } from './population.ts';
import { overRepeatedEvents } from './repeated-events.ts';
import { sharedFate } from './shared-fate.ts';
import { withStragglers } from './stragglers.ts';
import { STRANGER } from './unlisted.ts';
import { inWaves } from './waves.ts';

/**
 * Explains all drops of a run together and groups those that look alike and have the same cause.
 *
 * First each drop alone, then what many know better than one: a clock that all of them show, a burst that
 * no timer can make, one loss found over a heartbeat period, and who died together or was spared.
 */
export function explainDrops(
  drops: readonly Drop[],
  context: ExplainContext,
): readonly ExplainedGroup[] {
  const grounds = context.targets.map((_, index) => groundOf(context, index));
  const cases = drops.map((drop, index) => {
    const ground = grounds[drop.target]!;
    return caseOf({ index, drop }, judge(drop, ground), ground);
  });
  const likeness = likenessOf(drops, (index) => causeKey(cases[index]!));
  const alike = groupBy(cases, ({ index }) => likeness(index));
  const durationMs = context.durationMs ?? extent(drops, ({ atMs }) => atMs).toMs;
  const bundles = [...alike.values()].flatMap((members) => {
    const ground = grounds[members[0]!.drop.target]!;
    return bundlesOf(members, ground, context, durationMs);
  });
  const ways = grounds.map(({ way }) => way);
  const census = censusOf(drops, context);
  const fated = sharedFate(bundles, ways, census);
  return overRepeatedEvents(inWaves(fated, census.openAt))
    .flatMap((bundle) => byOrigin(bundle, ways[bundle.cases[0]!.drop.target]!, context))
    .map((bundle) => groupOf(bundle, context))
    .sort((a, b) => b.members.length - a.members.length || a.firstAtMs - b.firstAtMs);
}

function caseOf(
  { index, drop }: Pick<Case, 'index' | 'drop'>,
  judged: Judged,
  { verdicts }: Ground,
): Case {
  const shown = valueOn(judged.axis, drop);
  const observedMs = judged.observedMs === shown ? undefined : judged.observedMs;
  return { index, drop, verdict: verdicts.shared(judged), observedMs };
}

/** The one limit or event that explains a drop alone. */
function causeKey({ verdict: { basis, candidates } }: Case): string | undefined {
  if (candidates.length !== 1 || (basis !== 'clock' && basis !== 'event')) return undefined;
  const { hop, setting, eventAtMs } = candidates[0]!;
  return `${hop} ${setting} ${eventAtMs ?? ''}`;
}

/** The bundles of drops of one target that ended alike. */
function bundlesOf(
  members: readonly Case[],
  ground: Ground,
  context: ExplainContext,
  durationMs: number,
): readonly Bundle[] {
  const { way } = ground;
  const scale = scaleOf(way, context, durationMs);
  const timed = sharpened(members.filter(isTimed));
  const clocks = clockBundles(timed, way);
  const open = [
    ...members.filter(({ verdict }) => verdict.basis === 'mechanism'),
    ...clocks.expelled.map((one) => caseOf(one, byMechanism(one.drop, ground), ground)),
  ];
  const { hops } = context.path;
  const found = openBundles(open, { way, hops, scale, windows: ground.windows });
  const settledClocks = withStragglers(clocks.bundles, found);
  const { opened } = settledClocks;
  const { bursts, others } = withAccidents(opened, settledClocks.clocks);
  const background = opened
    .filter(({ together, verdict }) => together !== true && verdict.basis === 'mechanism')
    .reduce((sum, { cases }) => sum + cases.length, 0);
  const settled = members.filter(
    ({ verdict }) => verdict.basis === 'own' || verdict.basis === 'said',
  );
  const known = [...groupBy(settled, ({ verdict }) => verdictKey(verdict)).values()].map((group) =>
    bundled(group),
  );
  return [...known, ...others, ...bursts].map((bundle) =>
    weighed(bundle, { way, scale, background }),
  );
}

function isTimed({ verdict }: Case): boolean {
  return verdict.basis === 'clock' || verdict.basis === 'event';
}

/** Gives each burst the few that died in it and fit a clock only by accident. */
function withAccidents(
  opened: readonly Bundle[],
  clocks: readonly Bundle[],
): { readonly bursts: readonly Bundle[]; readonly others: readonly Bundle[] } {
  const moved = new Set<Case>();
  const bursts = opened.map((burst) => {
    if (burst.together !== true) return burst;
    const accidents = clocks
      .flatMap((bundle) => accidental(burst, bundle))
      .filter((one) => !moved.has(one));
    for (const one of accidents) moved.add(one);
    return accidents.length === 0 ? burst : { ...burst, cases: [...burst.cases, ...accidents] };
  });
  const others = clocks.flatMap((bundle) => {
    const kept = bundle.cases.filter((one) => !moved.has(one));
    if (kept.length === bundle.cases.length) return [bundle];
    return kept.length === 0 ? [] : [bundled(kept)];
  });
  return { bursts, others };
}

function groupOf(bundle: Bundle, { targets }: ExplainContext): ExplainedGroup {
  const { cases, axis, fromMs, toMs, observedMs = (fromMs + toMs) / 2 } = bundle;
  const verdict = withStranger(bundle);
  const first = cases[0]!.drop;
  const wall = extent(cases, ({ drop }) => drop.atMs);
  const said = bundle.reason ?? reasonWithFigures({ ...verdict, axis }, fromMs, toMs);
  const reason = [said, bundle.note].filter((words) => words).join('; ');
  return {
    target: targets[first.target]!.name,
    ending: (cases.find(({ drop }) => isDecided(drop.ending)) ?? cases[0]!).drop.ending,
    members: cases.map(({ index }) => index),
    explanation: {
      ...explanationOf({ ...verdict, axis, observedMs }, reason),
      expectedByChance: bundle.expectedByChance ?? 0,
    },
    axis,
    fromMs,
    toMs,
    firstAtMs: wall.fromMs,
    lastAtMs: wall.toMs,
  };
}

function withStranger({ verdict, orTimeout }: Bundle): Verdict {
  if (orTimeout !== true || verdict.basis === 'event') return verdict;
  return { ...verdict, candidates: [...verdict.candidates, STRANGER] };
}
