import type { Hop } from '../path/path.ts';
import type { Bundle } from './bundle.ts';
import type { TargetWay } from './target-way.ts';
import type { Candidate, Verdict } from './verdict.ts';
import { distinct } from './verdict.ts';
import type { WellKnown } from './well-known.ts';
import { wellKnownNear } from './well-known.ts';
import { secondsRange, setSeconds } from './words.ts';

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
  const suspects = notInForce(known, way, hops);
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
      candidates: distinct([...suspects, ...able]),
      reason: words[0]!,
      evidenceNeeded: 'the value in force at each hop on the way, and hops that are not listed',
    },
    reason: words.join('; '),
  };
}

/** Defaults of hops that are listed with another value: the setting may not be in force. */
function notInForce(
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
