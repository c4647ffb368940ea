import type { Hop } from '../../path/path.ts';
import { shows } from '../../path/sight.ts';
import type { Drop } from '../drop.ts';
import { gapBeforeProvocation, isAge } from '../rules/by-clock.ts';
import type { TargetWay } from '../target-way.ts';
import type { Candidate, Verdict } from '../verdict.ts';
import { distinct } from '../verdict.ts';
import type { WellKnown } from '../well-known.ts';
import { WELL_KNOWN, wellKnownNear } from '../well-known.ts';
import { secondsRange, setSeconds } from '../words.ts';
import type { Bundle, Case } from './bundle.ts';
import { extent } from './bundle.ts';
import { shareAnInstant } from './forgotten-together.ts';

/** Silences or ages that agree with each other and with no setting: a timeout that nobody listed. */
export function unlistedTimeout(
  { cases, fromMs, toMs }: Bundle,
  {
    axis,
    way,
    hops,
  }: {
    readonly axis: 'idle' | 'age';
    readonly way: TargetWay;
    readonly hops: readonly Hop[];
  },
): { readonly verdict: Verdict; readonly reason: string } {
  const known = wellKnownNear(axis, fromMs, toMs);
  const suspects = [
    ...defaultsInForce(known, way, hops),
    ...valuesNotInForce(cases[0]!.drop, axis, way),
  ];
  const model = cases[0]!.verdict;
  const able = model.candidates.map(({ hop }) => ({
    hop,
    setting:
      axis === 'idle' ? 'an idle timeout that is not listed' : 'a maximum age that is not listed',
  }));
  const what = axis === 'idle' ? 'idle timeout' : 'maximum age';
  const silent = axis === 'idle' && way.target.traffic.beats.length === 0;
  const words = [
    `a consistent ${what} of ${secondsRange(fromMs, toMs)}; no configured setting has it`,
    ...(silent ? ['as these connections never spoke, it may be a maximum age too'] : []),
    ...known.map((one) => `${one.who}: ${setSeconds(one.afterMs)} by default`),
  ];
  return {
    verdict: {
      ...model,
      basis: 'clock',
      certainty: 'possible',
      axis,
      candidates: distinct([...suspects, ...able, ...strangers(what, known)]),
      reason: words[0]!,
      evidenceNeeded: 'the value in force at each hop on the way, and hops that are not listed',
    },
    reason: words.join('; '),
  };
}

/** Stands for a hop that no scenario lists. */
export const UNLISTED = 'unlisted';

/** Any hop that nobody listed. */
export const STRANGER: Candidate = { hop: UNLISTED, setting: 'a timeout that is not listed' };

/** Hops that nobody listed, by their well-known defaults: suggestions. */
function strangers(what: string, known: readonly WellKnown[]): readonly Candidate[] {
  if (known.length === 0)
    return [{ hop: UNLISTED, setting: `${what} of a hop that is not listed` }];
  return known.map(({ who, afterMs }) => ({
    hop: UNLISTED,
    setting: `${who}: ${setSeconds(afterMs)} by default`,
  }));
}

/** Fewest that must have died of their first long silence before a timer is suspected. */
const FIRST_LEAST = 5;

/**
 * Sessions that were gone at the first word after a silence, again and again and at no common instant: some
 * hop forgets them sooner than we speak. The timer itself is shorter than what is seen.
 */
export function firstSilences(
  cases: readonly Case[],
  way: TargetWay,
): { readonly bundles: readonly Bundle[]; readonly rest: readonly Case[] } {
  const first = cases.filter((one) => isFirstSilence(one, way));
  if (first.length < FIRST_LEAST || first.length < cases.length / 2 || shareAnInstant(first))
    return { bundles: [], rest: cases };
  const gap = extent(first, ({ drop }) => gapBeforeProvocation(drop, way)!);
  const known = WELL_KNOWN.filter(
    ({ axis, afterMs }) => axis === 'idle' && afterMs < gap.fromMs && afterMs > gap.fromMs / 4,
  );
  const words = [
    `found by our own packet after a first silence of ${secondsRange(gap.fromMs, gap.toMs)}: a session timeout below that, which no configured setting has`,
    ...known.map(({ who, afterMs }) => `${who}: ${setSeconds(afterMs)} by default`),
  ];
  const { verdict } = first[0]!;
  const candidates = verdict.candidates.map(({ hop }) => ({
    hop,
    setting: 'a session timeout that is not listed',
  }));
  const rest = new Set(first);
  const bundle = {
    cases: first,
    axis: 'idle',
    fromMs: gap.fromMs,
    toMs: gap.toMs,
    reason: words.join('; '),
    verdict: {
      ...verdict,
      axis: 'idle',
      basis: 'clock',
      certainty: 'possible',
      candidates: distinct([
        ...candidates,
        ...valuesNotInForce(first[0]!.drop, 'idle', way),
        ...strangers('session timeout', known),
      ]),
      evidenceNeeded: 'a run with a shorter heartbeat, which such a timer would let live',
    },
  } as const;
  return { bundles: [bundle], rest: cases.filter((one) => !rest.has(one)) };
}

/** Lost in a silence that it had not lived through before; those who never speak are found dead all the same. */
export function isFirstSilence(one: Case, way: TargetWay): boolean {
  return Number.isFinite(way.pauseMsMax) && isUntried(one, way);
}

/** Whether the silence in which it was lost was the first as long as that. */
export function isUntried({ drop }: Case, way: TargetWay): boolean {
  const gapMs = gapBeforeProvocation(drop, way);
  return gapMs !== undefined && livedMs(drop) < gapMs;
}

function livedMs({ ageMs, sinceReceivedMs }: Case['drop']): number {
  return ageMs - sinceReceivedMs;
}

/** Defaults of hops that are listed with another value: the setting may not be in force. */
function defaultsInForce(
  known: readonly WellKnown[],
  way: TargetWay,
  hops: readonly Hop[],
): readonly Candidate[] {
  return known.flatMap(({ kind, afterMs }) =>
    hops
      .filter((hop) => hop.kind === kind && way.target.via.includes(hop.id))
      .map((hop) => ({
        hop: hop.id,
        setting: `default of ${setSeconds(afterMs)}: the configured value is not in force`,
      })),
  );
}

/** Limits of the way that end a connection so and run on this clock: another value than the listed one may be in force. */
function valuesNotInForce(drop: Drop, axis: 'idle' | 'age', way: TargetWay): readonly Candidate[] {
  return way.timers
    .filter(({ limit }) => limit.startsAt === 'last-reset' || limit.startsAt === 'open')
    .filter((timer) => isAge(timer) === (axis === 'age') && !timer.heldByKeepalive)
    .filter(({ sights }) => sights.some(({ shape }) => shows(shape, drop.ending, way.carriesTls)))
    .map(({ hop, limit }) => ({
      hop: hop.id,
      setting: `${limit.setting}: another value than ${setSeconds(limit.afterMs)} in force`,
    }));
}
