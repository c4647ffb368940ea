import { isFoundLate } from '../grouping/found-late.ts';
import type { Case } from '../grouping/group.ts';
import { extent, made } from '../grouping/group.ts';
import { ageSpan, instants } from '../grouping/instants.ts';
import { logLikelihoodRatio } from '../grouping/scan.ts';
import { unlistedTimeout } from '../grouping/unlisted-timeout.ts';
import type { TargetWay } from '../target-way.ts';
import { asksAgain } from '../target-way.ts';
import { counted } from '../words.ts';
import type { AlikeGround, AlikePass } from './pass.ts';

const id = 'lost-at-age';

/** Fewest losses, and moments apart, that make an age suspect. */
const LOSSES_LEAST = 5;
const MOMENTS_LEAST = 3;

const AGE_LEAST_MS = 1_000;

/** Least surprise: as for losses at one instant. */
const AGE_SURPRISE = 12;

/**
 * Each loss shows only that it lies between the last answer and the next question, so the age is what all of
 * them allow.
 */
export const lostAtAge: AlikePass = {
  id,
  concludes:
    'sessions lost silently at the same age but at different times: a maximum age that is not listed',
  refutedBy: 'connections of the same target that answer beyond this age',
  apply({ open, groups }, ground) {
    const common = lostAtOneAge(
      open.filter((one) => isFoundLate(one, ground.way)),
      ground,
    );
    if (common === undefined) return { open, groups };
    const timeout = unlistedTimeout(common, {
      axis: 'age',
      way: ground.way,
      hops: ground.context.path.hops,
    });
    const found = `${counted(common.cases.length)} can have been lost at one age`;
    const group = made(id, { ...common, axis: 'age', ...timeout }, found);
    const taken = new Set(common.cases);
    return { open: open.filter((one) => !taken.has(one)), groups: [...groups, group] };
  },
};

function lostAtOneAge(cases: readonly Case[], { way, scale }: AlikeGround): CommonAge | undefined {
  if (cases.length < LOSSES_LEAST || !asksAgain(way)) return undefined;
  const common = commonAge(cases, way);
  // What never answered at all shows no age: it met a hang or a loss.
  if (common.cases.length < LOSSES_LEAST || common.toMs < AGE_LEAST_MS) return undefined;
  const moments = instants(common.cases, way);
  const greatest = extent(instants(cases, way), (instant) => instant.cases.length).toMs;
  if (moments.length < MOMENTS_LEAST || common.cases.length <= greatest) return undefined;
  const share = meanOf(common.cases, (one) => {
    const { fromMs, toMs } = ageSpan(one, way);
    return scale.share('age', fromMs, toMs);
  });
  const surprise = logLikelihoodRatio(common.cases.length, cases.length, share);
  return surprise < AGE_SURPRISE ? undefined : common;
}

function meanOf<T>(items: readonly T[], measure: (item: T) => number): number {
  return items.reduce((sum, item) => sum + measure(item), 0) / items.length;
}

interface CommonAge {
  readonly cases: readonly Case[];
  readonly fromMs: number;
  readonly toMs: number;
}

/** The age that most losses have in common. */
function commonAge(cases: readonly Case[], way: TargetWay): CommonAge {
  const atMs = deepestOf(cases, way);
  let untilMs = Number.POSITIVE_INFINITY;
  const stabbed = cases.filter((one) => {
    const { fromMs, toMs } = ageSpan(one, way);
    if (fromMs > atMs || toMs < atMs) return false;
    untilMs = Math.min(untilMs, toMs);
    return true;
  });
  return { cases: stabbed, fromMs: atMs, toMs: untilMs };
}

/** The first age at which most spans overlap; where one ends as another begins, both hold. */
function deepestOf(cases: readonly Case[], way: TargetWay): number {
  const starts = Float64Array.from(cases, (one) => ageSpan(one, way).fromMs).sort();
  const ends = Float64Array.from(cases, (one) => ageSpan(one, way).toMs).sort();
  let [over, deepest, deepestMs] = [0, 0, 0];
  for (const [index, startMs] of starts.entries()) {
    while (ends[over]! < startMs) over += 1;
    const depth = index + 1 - over;
    if (depth > deepest) [deepest, deepestMs] = [depth, startMs];
  }
  return deepestMs;
}
