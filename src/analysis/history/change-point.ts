import { chiSquaredUpper } from '../../stats/gamma.ts';
import { RankSums } from '../../stats/two-samples/rank-sum.ts';

/** From this run on, the values are others than before. */
export interface ChangePoint {
  /** Index of the first run of the new kind. */
  readonly at: number;
  /** Medians, up to the next change. */
  readonly before: number;
  readonly after: number;
}

/** Fewer runs are outliers, not a change. */
const RUNS_MIN = 3;

/** Wrong once in a hundred rows that never change. */
const LEVEL = 0.01;

/**
 * Where a row of figures changed for good, or for a time: the stretch that differs most from the rest, then the same within
 * each part. By ranks, because one bad night of 5,000 drops is one bad night. `rows` is how many rows are looked at: each
 * may be wrong.
 */
export function changePoints(values: readonly number[], rows = 1): readonly ChangePoint[] {
  const found = boundaries(values, { from: 0, to: values.length, rows }).sort((a, b) => a - b);
  // The medians of both sides say best where between its neighbours a step is.
  for (const [index] of found.entries()) {
    const [from, to] = [found[index - 1] ?? 0, found[index + 1] ?? values.length];
    found[index] = bestSplit(values, { from, to });
  }
  return found.map((at, index) => ({
    at,
    before: median(values.slice(found[index - 1] ?? 0, at)),
    after: median(values.slice(at, found[index + 1] ?? values.length)),
  }));
}

interface Stretch {
  readonly from: number;
  readonly to: number;
}

function boundaries(
  values: readonly number[],
  { from, to, rows }: Stretch & { readonly rows: number },
): number[] {
  const stretch = mostUnlike(values.slice(from, to), rows);
  if (stretch === undefined) return [];
  const inner = [from + stretch.from, from + stretch.to].filter((at) => at > from && at < to);
  const ends = [from, ...inner, to];
  return [
    ...inner,
    ...inner.concat(to).flatMap((end, index) => {
      return boundaries(values, { from: ends[index]!, to: end, rows });
    }),
  ];
}

/** The stretch whose ranks are least like those of the rest, where chance would not make one. */
function mostUnlike(values: readonly number[], rows: number): Stretch | undefined {
  const sums = new RankSums(values);
  let best: Stretch | undefined;
  let highest = 0;
  let tried = 0;
  for (let from = 0; from + RUNS_MIN <= values.length; from += 1) {
    for (let to = from + RUNS_MIN; to <= values.length; to += 1) {
      if (values.length - (to - from) < RUNS_MIN) continue;
      tried += 1;
      const zSquared = sums.zSquared(from, to);
      if (zSquared > highest) [best, highest] = [{ from, to }, zSquared];
    }
  }
  return chiSquaredUpper(1, highest) * tried * rows < LEVEL ? best : undefined;
}

/** Where the values lie closest to the medians of both sides. */
function bestSplit(values: readonly number[], { from, to }: Stretch): number {
  let best = from + RUNS_MIN;
  let least = Number.POSITIVE_INFINITY;
  for (let at = from + RUNS_MIN; at <= to - RUNS_MIN; at += 1) {
    const distance = spread(values.slice(from, at)) + spread(values.slice(at, to));
    if (distance < least) [best, least] = [at, distance];
  }
  return best;
}

function spread(values: readonly number[]): number {
  const middle = median(values);
  return values.reduce((sum, value) => sum + Math.abs(value - middle), 0);
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  return (sorted[Math.floor(middle - 0.5)]! + sorted[Math.floor(middle)]!) / 2;
}
