/** A window on one axis that holds more points than chance would put there. */
export interface Cluster {
  /** Indices into the points, in order of their values. */
  readonly members: readonly number[];
  readonly fromMs: number;
  readonly toMs: number;
  /** Log-likelihood ratio against an even spread over the range. */
  readonly surprise: number;
}

/** Fewest points that can be called a cluster; five drops within 2 s stand out of a background of 70. */
const CLUSTER_LEAST = 5;
/** Deaths at one instant need fewer: three within 250 ms. */
const INSTANT_LEAST = 3;
export const INSTANT_MS = 250;

/** Three axes are searched; a false alarm in a thousand nights is accepted. */
const AXES = 3;
const FALSE_ALARM = 1e-3;

/**
 * The window with the most surprising number of points, of the given widths, or nothing where chance may
 * have done it: the scan statistic with (widths x windows) x exp(-LLR) x axes < 0.001.
 */
export function mostSurprising(
  points: readonly number[],
  { widthsMs, rangeMs }: { readonly widthsMs: readonly number[]; readonly rangeMs: number },
): Cluster | undefined {
  if (points.length < INSTANT_LEAST) return undefined;
  const order = points.map((_, index) => index).sort((a, b) => points[a]! - points[b]!);
  let best: { first: number; last: number; surprise: number; widthMs: number } | undefined;
  for (const widthMs of widthsMs) {
    if (widthMs >= rangeMs / 2) continue;
    const { first, last } = fullest(points, order, widthMs);
    const count = last - first + 1;
    if (count < (widthMs <= INSTANT_MS ? INSTANT_LEAST : CLUSTER_LEAST)) continue;
    const surprise = logLikelihoodRatio(count, points.length, widthMs / rangeMs);
    const windows = (rangeMs / widthMs) * widthsMs.length;
    if (windows * Math.exp(-surprise) * AXES >= FALSE_ALARM) continue;
    if (best === undefined || surprise > best.surprise) best = { first, last, surprise, widthMs };
  }
  return best === undefined ? undefined : grown(points, order, best);
}

/** k ln(k/mu) + (n-k) ln((n-k)/(n-mu)), with mu = n x share; 0 where there are fewer than expected. */
export function logLikelihoodRatio(inside: number, all: number, share: number): number {
  const expected = all * share;
  if (inside <= expected) return 0;
  const outside = all - inside;
  const rest = outside === 0 ? 0 : outside * Math.log(outside / (all - expected));
  return inside * Math.log(inside / expected) + rest;
}

function fullest(
  points: readonly number[],
  order: readonly number[],
  widthMs: number,
): { readonly first: number; readonly last: number } {
  let best = { first: 0, last: 0 };
  for (let first = 0, last = 0; last < order.length; last += 1) {
    while (points[order[last]!]! - points[order[first]!]! > widthMs) first += 1;
    if (last - first > best.last - best.first) best = { first, last };
  }
  return best;
}

/** Neighbours that follow as densely as the window's own points belong to it. */
function grown(
  points: readonly number[],
  order: readonly number[],
  window: { first: number; last: number; surprise: number; widthMs: number },
): Cluster {
  let { first, last } = window;
  const at = (place: number) => points[order[place]!]!;
  const usualMs = (at(last) - at(first)) / (last - first);
  const nearMs = Math.min(window.widthMs, Math.max(3 * usualMs, INSTANT_MS / 5));
  while (first > 0 && at(first) - at(first - 1) <= nearMs) first -= 1;
  while (last < order.length - 1 && at(last + 1) - at(last) <= nearMs) last += 1;
  const members = order.slice(first, last + 1);
  return { members, fromMs: at(first), toMs: at(last), surprise: window.surprise };
}
