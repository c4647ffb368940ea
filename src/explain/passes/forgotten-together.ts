import { hopsOf } from '../conclusion.ts';
import { eventsBetween } from '../event-windows.ts';
import { isFirstSilence, isFoundLate } from '../grouping/found-late.ts';
import type { Case, Group } from '../grouping/group.ts';
import { extent, made } from '../grouping/group.ts';
import type { Instant } from '../grouping/instants.ts';
import { haveOneAge, instants } from '../grouping/instants.ts';
import { logLikelihoodRatio } from '../grouping/scan.ts';
import { asksAgain } from '../target-way.ts';
import { clock, counted, seconds } from '../words.ts';
import type { AlikeGround, AlikePass } from './pass.ts';

const id = 'forgotten-together';

/** Least surprise for losses that one instant explains: 3 in a thousandth of the run have 20. */
const INSTANT_SURPRISE = 12;

/** Fewest losses that can show an instant. */
const LOSSES_LEAST = 3;

export const forgottenTogether: AlikePass = {
  id,
  concludes:
    'losses that one instant explains, found over a heartbeat period: all were alive before it and none answered after it',
  refutedBy: 'a connection on the same hops that answered after this instant without a new session',
  apply({ open, groups }, ground) {
    const { way } = ground;
    // What never speaks is all found when it is asked at the end: that dates nothing.
    if (!asksAgain(way)) return { open, groups };
    const late = open.filter((one) => isFoundLate(one, way));
    const lost = instants(late, way).filter((instant) =>
      isSurprising(instant, late.length, ground),
    );
    if (lost.length === 0) return { open, groups };
    const taken = new Set(lost.flatMap(({ cases }) => cases));
    return {
      open: open.filter((one) => !taken.has(one)),
      groups: [...groups, ...lost.map((instant) => lostTogether(instant, ground))],
    };
  },
};

/** An instant that somebody marked as one of loss does not have to be surprising as well. */
function isSurprising(
  { cases, fromMs, toMs }: Instant,
  all: number,
  { scale, windows }: AlikeGround,
): boolean {
  if (cases.length < LOSSES_LEAST) return false;
  const found = extent(cases, ({ drop }) => drop.atMs);
  const share = scale.share('wall', found.fromMs, found.fromMs + Math.max(1_000, found.spreadMs));
  if (logLikelihoodRatio(cases.length, all, share) >= INSTANT_SURPRISE) return true;
  const able = hopsOf(cases[0]!.conclusion.candidates);
  return eventsBetween(windows, { fromMs, toMs }).some(({ hop }) => able.includes(hop));
}

/** Certain or likely only when the instant is known well enough to hold it against an event. */
const INSTANT_KNOWN_MS = 5_000;

function lostTogether({ cases, ...instant }: Instant, { way, windows }: AlikeGround): Group {
  const found = extent(cases, ({ drop }) => drop.atMs);
  const { conclusion } = cases.find(isAnswered) ?? cases[0]!;
  const able = hopsOf(conclusion.candidates);
  const events = eventsBetween(windows, instant).filter(({ hop }) => able.includes(hop));
  const isKnown = instant.toMs - instant.fromMs <= INSTANT_KNOWN_MS;
  const isNamed = events.length === 1 && isKnown;
  const note = `${counted(cases.length)} found within ${seconds(found.spreadMs)}, all alive before ${clock(instant.fromMs)} and none answered after ${clock(instant.toMs)}: lost at one time`;
  const group = {
    cases,
    conclusion: {
      ...conclusion,
      axis: 'wall',
      candidates: isNamed ? events : [...events, ...conclusion.candidates],
      basis: isNamed ? 'event' : 'mechanism',
      certainty: isNamed ? 'likely' : conclusion.certainty,
      reason: isNamed ? 'can lose sessions, and nothing else was marked then' : conclusion.reason,
    },
    axis: 'wall',
    ...instant,
    note,
    together: true,
    late: true,
    orTimeout: haveOneAge(cases, way) || cases.every((one) => isFirstSilence(one, way)),
  } as const;
  return made(id, group, note);
}

/** The kernel shows where its bytes are: what holds for one of those that were lost together holds for all. */
function isAnswered({ drop }: Case): boolean {
  return drop.ending.kind === 'blackhole' && drop.ending.kernel !== undefined;
}
