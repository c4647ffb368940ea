import { hopsOf } from '../verdict.ts';
import { counted, secondsRange } from '../words.ts';
import type { Bundle } from './bundle.ts';
import { endingKey, extent, groupBy } from './bundle.ts';
import { findPeriod } from './period.ts';

/** Three waves have two gaps: the fewest that can agree. */
const WAVES_LEAST = 3;

/** A controller that reloads by a timer is as regular as this. */
const PERIOD_SHARE = 0.1;

/** The level of open connections is told once a second. */
const BEFORE_MS = 2_000;

/** Bursts of one target that look alike and come at a regular beat become one bundle that says so. */
export function inWaves(
  bundles: readonly Bundle[],
  openAt: (target: number, atMs: number) => number,
): readonly Bundle[] {
  const bursts = bundles.filter(
    ({ together, late, verdict }) =>
      together === true && late !== true && verdict.basis === 'mechanism',
  );
  const merged = new Map<Bundle, Bundle>();
  for (const alike of groupBy(bursts, waveKey).values()) {
    const beating = inBeat(alike.toSorted((a, b) => a.fromMs - b.fromMs));
    if (beating === undefined) continue;
    const wave = waveOf(beating, openAt);
    for (const burst of beating.bursts) merged.set(burst, wave);
  }
  return [...new Set(bundles.map((bundle) => merged.get(bundle) ?? bundle))];
}

function waveKey({ cases, verdict }: Bundle): string {
  const { target, ending } = cases[0]!.drop;
  return `${target} ${endingKey(ending)} ${verdict.certainty} ${hopsOf(verdict.candidates)}`;
}

interface Beating {
  readonly bursts: readonly Bundle[];
  /** Beats between them at which nothing dropped. */
  readonly missed: number;
}

/** Bursts whose gaps all agree, or most of them where some are strays. */
function inBeat(bursts: readonly Bundle[]): Beating | undefined {
  if (bursts.length < WAVES_LEAST) return undefined;
  const gaps = gapsOf(bursts);
  const middle = gaps.toSorted((a, b) => a - b)[gaps.length >> 1]!;
  if (gaps.every((gap) => Math.abs(gap - middle) <= PERIOD_SHARE * middle))
    return { bursts, missed: 0 };
  const found = findPeriod(bursts.map(({ fromMs }) => fromMs));
  if (found === undefined) return undefined;
  return { bursts: found.members.map((index) => bursts[index]!), missed: found.missed };
}

function gapsOf(bursts: readonly Bundle[]): number[] {
  return bursts.slice(1).map((burst, index) => burst.fromMs - bursts[index]!.fromMs);
}

function waveOf(
  { bursts, missed }: Beating,
  openAt: (target: number, atMs: number) => number,
): Bundle {
  const first = bursts[0]!;
  const cases = bursts.flatMap((burst) => burst.cases);
  const gaps = gapsOf(bursts);
  const shortest = Math.min(...gaps);
  // Where a beat took nobody, the gap holds several periods.
  const period = extent(gaps, (gap) => gap / Math.round(gap / shortest));
  const took = missed === 0 ? '' : `, ${missed} more took nobody`;
  const { reason: _, ...rest } = first;
  return {
    ...rest,
    cases,
    toMs: bursts.at(-1)!.toMs,
    note: `${bursts.length} waves, one every ${secondsRange(period.fromMs, period.toMs)}${took}, ${shareOf(bursts, openAt)}: something on the path does this by a timer, such as a controller that reloads`,
  };
}

/** `20 to 31 connections each, 4 to 6 % of those open`. */
function shareOf(
  bursts: readonly Bundle[],
  openAt: (target: number, atMs: number) => number,
): string {
  const size = extent(bursts, ({ cases }) => cases.length);
  const share = extent(bursts, ({ cases, fromMs }) => {
    const open = openAt(cases[0]!.drop.target, fromMs - BEFORE_MS);
    return (100 * cases.length) / Math.max(cases.length, open);
  });
  const range = (from: number, to: number) =>
    counted(from) === counted(to) ? counted(from) : `${counted(from)} to ${counted(to)}`;
  return `${range(size.fromMs, size.toMs)} connections each, ${range(share.fromMs, share.toMs)} % of those open`;
}
