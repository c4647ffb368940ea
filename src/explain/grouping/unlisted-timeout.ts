import type { Hop, Limit } from '../../path/path.ts';
import { shows } from '../../path/sight.ts';
import { isAge } from '../../path/way.ts';
import type { Candidate } from '../conclusion.ts';
import { distinct } from '../conclusion.ts';
import type { Drop } from '../drop.ts';
import type { TargetWay } from '../target-way.ts';
import type { WellKnown } from '../well-known.ts';
import { wellKnownNear } from '../well-known.ts';
import { secondsRange, setSeconds } from '../words.ts';
import type { Group } from './group.ts';

/** Silences or ages that agree with each other and with no setting: a timeout that is not listed. */
export function unlistedTimeout(
  { cases, fromMs, toMs }: Pick<Group, 'cases' | 'fromMs' | 'toMs'>,
  {
    axis,
    way,
    hops,
  }: {
    readonly axis: 'idle' | 'age';
    readonly way: TargetWay;
    readonly hops: readonly Hop[];
  },
): Pick<Group, 'conclusion' | 'reason'> {
  const known = wellKnownNear(axis, fromMs, toMs);
  const suspects = [
    ...defaultsInForce(known, way, hops),
    ...valuesNotInForce(cases[0]!.drop, axis, way),
  ];
  const model = cases[0]!.conclusion;
  const able = model.candidates.map(({ hop }) => ({
    hop,
    setting:
      axis === 'idle' ? 'an idle timeout that is not listed' : 'a maximum age that is not listed',
  }));
  const what = axis === 'idle' ? 'idle timeout' : 'maximum age';
  const silent = axis === 'idle' && way.target.traffic.beats.length === 0;
  const words = [
    `a consistent ${what} of ${secondsRange(fromMs, toMs)}; no configured setting has it`,
    ...(silent ? ['as these connections never sent anything, it may be a maximum age too'] : []),
    ...known.map(defaultOf),
  ];
  return {
    conclusion: {
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
const UNLISTED = 'unlisted';

/** Any hop that is not listed. */
export const STRANGER: Candidate = { hop: UNLISTED, setting: 'a timeout that is not listed' };

/** Hops that are not listed, by their well-known defaults: suggestions. */
export function strangers(what: string, known: readonly WellKnown[]): readonly Candidate[] {
  if (known.length === 0)
    return [{ hop: UNLISTED, setting: `${what} of a hop that is not listed` }];
  return known.map((one) => ({ hop: UNLISTED, setting: defaultOf(one) }));
}

/** `AWS NLB: 350 s by default`. */
export function defaultOf({ who, afterMs }: WellKnown): string {
  return `${who}: ${setSeconds(afterMs)} by default`;
}

/** Defaults of hops that are listed with another value: the setting may not be in force. */
function defaultsInForce(
  known: readonly WellKnown[],
  way: TargetWay,
  hops: readonly Hop[],
): readonly Candidate[] {
  return known.flatMap(({ kinds, afterMs }) =>
    hops
      .filter((hop) => kinds.includes(hop.kind) && way.target.via.includes(hop.id))
      .map((hop) => ({
        hop: hop.id,
        setting: `default of ${setSeconds(afterMs)}: the configured value is not in force`,
      })),
  );
}

/** Limits of the way that end a connection so and run on this clock: another value than the listed one may be in force. */
export function valuesNotInForce(
  drop: Drop,
  axis: 'idle' | 'age',
  way: TargetWay,
): readonly Candidate[] {
  return way.timers
    .filter(({ limit }) => limit.startsAt === 'last-reset' || limit.startsAt === 'open')
    .filter((timer) => isAge(timer) === (axis === 'age') && !timer.heldByKeepalive)
    .filter(({ sights }) => sights.some(({ shape }) => shows(shape, drop.ending, way.carriesTls)))
    .map(({ hop, limit }) => ({
      hop: hop.id,
      setting: otherValueOf(limit),
    }));
}

function otherValueOf({ setting, afterMs }: Pick<Limit, 'setting' | 'afterMs'>): string {
  return `${setting}: another value than ${setSeconds(afterMs)} in force`;
}

/** Whether a cause says that this limit has another value than the scenario states. */
export function isOtherValueOf({ setting }: Pick<Candidate, 'setting'>, limit: Limit): boolean {
  return setting === otherValueOf(limit);
}
