import type { Bundle } from './bundle.ts';
import { endingKey, extent, groupBy } from './bundle.ts';
import { hopsOf } from './verdict.ts';
import { secondsRange } from './words.ts';

/** Three waves have two gaps: the fewest that can agree. */
const WAVES_LEAST = 3;

/** A controller that reloads by a timer is as regular as this. */
const PERIOD_SHARE = 0.1;

/** Bursts of one target that look alike and come at a regular beat become one bundle that says so. */
export function inWaves(bundles: readonly Bundle[]): readonly Bundle[] {
  const bursts = bundles.filter(
    ({ together, late, verdict }) =>
      together === true && late !== true && verdict.basis === 'mechanism',
  );
  const merged = new Map<Bundle, Bundle>();
  for (const alike of groupBy(bursts, waveKey).values()) {
    const wave = waveOf(alike.toSorted((a, b) => a.fromMs - b.fromMs));
    if (wave !== undefined) for (const burst of alike) merged.set(burst, wave);
  }
  return [...new Set(bundles.map((bundle) => merged.get(bundle) ?? bundle))];
}

function waveKey({ cases, verdict }: Bundle): string {
  const { target, ending } = cases[0]!.drop;
  return `${target} ${endingKey(ending)} ${verdict.certainty} ${hopsOf(verdict.candidates)}`;
}

function waveOf(bursts: readonly Bundle[]): Bundle | undefined {
  if (bursts.length < WAVES_LEAST) return undefined;
  const gaps = bursts.slice(1).map((burst, index) => burst.fromMs - bursts[index]!.fromMs);
  const middle = gaps.toSorted((a, b) => a - b)[gaps.length >> 1]!;
  if (gaps.some((gap) => Math.abs(gap - middle) > PERIOD_SHARE * middle)) return undefined;
  const period = extent(gaps, (gap) => gap);
  const first = bursts[0]!;
  const cases = bursts.flatMap((burst) => burst.cases);
  const { reason: _, ...rest } = first;
  return {
    ...rest,
    cases,
    toMs: bursts.at(-1)!.toMs,
    note: `${bursts.length} waves, one every ${secondsRange(period.fromMs, period.toMs)}: something on the path does this by a timer, such as a controller that reloads`,
  };
}
