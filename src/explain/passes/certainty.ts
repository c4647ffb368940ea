import type { Certainty } from '../cause.ts';
import { tolerance } from '../rules/by-clock.ts';
import type { TargetWay } from '../target-way.ts';
import { hopsOf } from '../verdict.ts';
import { byChance, counted } from '../words.ts';
import type { Bundle } from './bundle.ts';
import type { Scale } from './chance.ts';
import { isFoundLate, shareAnInstant } from './forgotten-together.ts';

/** So many must agree before anything is certain. */
const CERTAIN_LEAST = 3;

/** A few agreeing drops are no more than likely when chance would send a tenth as many. */
const CHANCE_SHARE = 0.1;

/** What a bundle's size and chance make of its certainty, with the words for it. */
export function weighed(
  bundle: Bundle,
  {
    way,
    scale,
    background,
  }: {
    readonly way: TargetWay;
    readonly scale: Scale;
    /** Drops of the same target and ending that nothing explains. */
    readonly background: number;
  },
): Bundle {
  const { verdict, cases } = bundle;
  const window = windowOf(bundle, way);
  const expected = background * scale.share(window.axis, window.fromMs, window.toMs);
  const weighty = { ...bundle, expectedByChance: expected };
  const [only] = verdict.candidates;
  if (bundle.reason !== undefined || only?.overrun === true)
    return { ...weighty, note: joined(bundle.note, byChance(expected)) };
  if (verdict.basis === 'mechanism') return together(weighty, way);
  if (only?.timer === undefined && only?.eventAtMs === undefined) return weighty;
  if (verdict.basis !== 'clock' && verdict.basis !== 'event') return weighty;
  const fit = `${counted(cases.length)} of ${counted(cases.length)} fit, ${byChance(expected)}`;
  const note = joined(fit, bundle.note);
  if (fallsShort(bundle, way))
    return { ...weighty, verdict: { ...verdict, certainty: 'possible' }, note, orTimeout: true };
  const certainty = certaintyOf(bundle, expected, way);
  return { ...weighty, verdict: { ...verdict, certainty }, note };
}

/** A forgetful timer is found late, not early: silences that all fall short of it only seem to fit. */
function fallsShort({ verdict, cases, toMs }: Bundle, way: TargetWay): boolean {
  const [only, another] = verdict.candidates;
  const limit = only?.timer?.limit;
  if (limit === undefined || another !== undefined || only?.eventAtMs !== undefined) return false;
  return isFoundLate(cases[0]!, way) && toMs < limit.afterMs;
}

/** A burst that only one hop can have sent. */
function together(bundle: Bundle & { readonly expectedByChance: number }, way: TargetWay): Bundle {
  const { verdict, expectedByChance } = bundle;
  if (bundle.together !== true) return bundle;
  const told = { ...bundle, note: joined(bundle.note, byChance(expectedByChance)) };
  if (!way.listed) return told;
  const one = hopsOf(verdict.candidates).length === 1 && bundle.orTimeout !== true;
  return { ...told, verdict: { ...verdict, certainty: one ? 'likely' : 'possible' } };
}

function certaintyOf({ verdict, cases }: Bundle, expected: number, way: TargetWay): Certainty {
  const { certainty, candidates } = verdict;
  if (certainty !== 'likely' || candidates.length !== 1) return certainty;
  if (expected > cases.length / 2) return 'possible';
  if (cases.length < CERTAIN_LEAST || expected >= 1) return 'likely';
  if (expected >= CHANCE_SHARE * cases.length) return 'likely';
  // A session that was lost at one instant is found after a long silence as well.
  if (isFoundLate(cases[0]!, way) && shareAnInstant(cases)) return 'likely';
  return candidates[0]!.vague === true ? 'likely' : 'certain';
}

/** Where drops would look so: what the limit allows, or where they were seen. */
function windowOf(bundle: Bundle, way: TargetWay) {
  const { verdict, axis, fromMs, toMs, cases } = bundle;
  const { timer, eventAtMs = 0 } = verdict.candidates[0] ?? {};
  const seen = { axis, fromMs, toMs: Math.max(toMs, fromMs + 1_000) };
  if (timer === undefined || verdict.basis === 'mechanism' || bundle.reason !== undefined)
    return seen;
  if (eventAtMs === 0 && isFoundLate(cases[0]!, way)) return seen;
  const { earlyMs, lateMs } = tolerance(timer, cases[0]!.drop);
  const centreMs = eventAtMs + timer.limit.afterMs;
  return { axis, fromMs: centreMs - earlyMs, toMs: centreMs + lateMs };
}

function joined(...notes: readonly (string | undefined)[]): string {
  return notes.filter((note) => note !== undefined && note !== '').join('; ');
}
