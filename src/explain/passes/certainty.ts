import type { Certainty } from '../cause.ts';
import { tolerance } from '../clocks.ts';
import { hopsOf } from '../conclusion.ts';
import { isFoundLate } from '../grouping/found-late.ts';
import type { Group } from '../grouping/group.ts';
import { joined, revised } from '../grouping/group.ts';
import { shareAnInstant } from '../grouping/instants.ts';
import { asksAgain, type TargetWay } from '../target-way.ts';
import { byChance, counted } from '../words.ts';
import type { AlikeGround, AlikePass } from './pass.ts';

const id = 'certainty';

/** So many must agree before anything is certain. */
const CERTAIN_LEAST = 3;

/** A silence that is longer than this times the limit says little about when the session was lost. */
const FOUND_LONG_SHARE = 1.2;

/** A few agreeing drops are no more than likely when chance would send a tenth as many. */
const CHANCE_SHARE = 0.1;

export const certainty: AlikePass = {
  id,
  concludes:
    'a limit or event that at least three drops match is certain where chance would explain fewer than a tenth as many; a burst is likely where one hop is left',
  refutedBy: 'as many matches among connections that have no such limit on their way',
  apply({ open, groups }, ground) {
    const background = groups
      .filter((group) => isUnexplained(group))
      .reduce((sum, { cases }) => sum + cases.length, 0);
    return { open, groups: groups.map((group) => weighed(group, background, ground)) };
  },
};

/** Drops that have nothing in common that would explain them. */
function isUnexplained({ madeBy, together, conclusion }: Group): boolean {
  if (madeBy === 'one-clock' || madeBy === 'explained-alone') return false;
  return together !== true && conclusion.basis === 'mechanism';
}

/** `background`: drops of the same target and ending that nothing explains. */
function weighed(group: Group, background: number, { way, scale }: AlikeGround): Group {
  const { conclusion } = group;
  const window = windowOf(group, way);
  const expectedByChance = background * scale.share(window.axis, window.fromMs, window.toMs);
  const chance = byChance(expectedByChance);
  const [only] = conclusion.candidates;
  if (group.reason !== undefined || only?.overrun === true)
    return revised(id, group, {
      found: chance,
      note: joined(group.note, chance),
      expectedByChance,
    });
  if (conclusion.basis === 'mechanism') return ofBurst(group, { way, expectedByChance });
  const isMatch = conclusion.basis === 'clock' || conclusion.basis === 'event';
  if (!isMatch || (only?.timer === undefined && only?.eventAtMs === undefined))
    return { ...group, expectedByChance };
  const many = counted(group.cases.length);
  const match = `${many} of ${many} match; ${chance}`;
  const doubt = doubtOn(group, way);
  const level = doubt === undefined ? certaintyOf(group, expectedByChance, way) : 'possible';
  return revised(id, group, {
    found: joined(match, doubt),
    conclusion: { ...conclusion, certainty: level },
    note: joined(match, group.note),
    expectedByChance,
    ...(doubt === undefined ? {} : { orTimeout: true }),
  });
}

/** Why a shorter timeout that is not listed explains the drops as well. */
function doubtOn(group: Group, way: TargetWay): string | undefined {
  if (fallsShort(group, way)) return 'every silence falls just short of the limit';
  if (!asksAgain(way) && isFoundLong(group, way))
    return 'they were silent for much longer than the limit, and asked only at the end';
  return undefined;
}

/** The loss was found so long after the limit that any shorter timeout of a session may have been it. */
function isFoundLong({ conclusion, cases, fromMs, axis }: Group, way: TargetWay): boolean {
  const limit = conclusion.candidates[0]?.timer?.limit;
  if (limit === undefined || axis !== 'idle' || !isFoundLate(cases[0]!, way)) return false;
  // What the user wrote is in force until something speaks against it; a default may be set elsewhere.
  if (limit.source.kind !== 'vendor-default') return false;
  return fromMs > FOUND_LONG_SHARE * limit.afterMs;
}

/** A forgetful timer is found late, not early: silences that all fall short of it only seem to fit. */
function fallsShort({ conclusion, cases, toMs }: Group, way: TargetWay): boolean {
  const [only, another] = conclusion.candidates;
  const limit = only?.timer?.limit;
  if (limit === undefined || another !== undefined || only?.eventAtMs !== undefined) return false;
  return isFoundLate(cases[0]!, way) && toMs < limit.afterMs;
}

/** A burst that only one hop can have sent. */
function ofBurst(
  group: Group,
  { way, expectedByChance }: { readonly way: TargetWay; readonly expectedByChance: number },
): Group {
  const { conclusion, together, orTimeout } = group;
  if (together !== true) return { ...group, expectedByChance };
  const chance = byChance(expectedByChance);
  const note = joined(group.note, chance);
  if (!way.listed) return revised(id, group, { found: chance, note, expectedByChance });
  const isOne = hopsOf(conclusion.candidates).length === 1 && orTimeout !== true;
  return revised(id, group, {
    found: isOne ? `one hop is left; ${chance}` : chance,
    conclusion: { ...conclusion, certainty: isOne ? 'likely' : 'possible' },
    note,
    expectedByChance,
  });
}

function certaintyOf(
  { conclusion, cases, toMs, axis }: Group,
  expected: number,
  way: TargetWay,
): Certainty {
  const { candidates } = conclusion;
  if (conclusion.certainty !== 'likely' || candidates.length !== 1) return conclusion.certainty;
  if (expected > cases.length / 2) return 'possible';
  if (cases.length < CERTAIN_LEAST || expected >= 1) return 'likely';
  if (expected >= CHANCE_SHARE * cases.length) return 'likely';
  // A session that was lost at one instant is found after a long silence as well.
  if (isFoundLate(cases[0]!, way) && shareAnInstant(cases, way)) return 'likely';
  // So is one that a shorter timeout took, of a hop that nobody listed.
  const { timer } = candidates[0]!;
  const isFoundLong =
    timer !== undefined && axis === 'idle' && toMs > FOUND_LONG_SHARE * timer.limit.afterMs;
  if (isFoundLong && isFoundLate(cases[0]!, way)) return 'likely';
  return candidates[0]!.vague === true ? 'likely' : 'certain';
}

/** Where drops would look so: what the limit allows, or where they were seen. */
function windowOf(group: Group, way: TargetWay) {
  const { conclusion, axis, fromMs, toMs, cases } = group;
  const { timer, eventAtMs = 0 } = conclusion.candidates[0] ?? {};
  const seen = { axis, fromMs, toMs: Math.max(toMs, fromMs + 1_000) };
  if (timer === undefined || conclusion.basis === 'mechanism' || group.reason !== undefined)
    return seen;
  if (eventAtMs === 0 && isFoundLate(cases[0]!, way)) return seen;
  const { earlyMs, lateMs } = tolerance(timer, cases[0]!.drop);
  const centreMs = eventAtMs + timer.limit.afterMs;
  return { axis, fromMs: centreMs - earlyMs, toMs: centreMs + lateMs };
}
