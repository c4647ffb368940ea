/** A window on one axis that holds more points than chance would put there. */
export interface Cluster {
  /** Places of its first and last point in the order of values. */
  readonly first: number;
  readonly last: number;
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

export interface ScanOptions {
  readonly widthsMs: readonly number[];
  /** Length of the axis. */
  readonly rangeMs: number;
  /** A timer's values stand alone: the window must be denser than what is beside it, too. */
  readonly steep?: boolean;
}

/** Points of one axis in order, with how much of the exposure falls in the window that begins at each. */
export interface Points {
  readonly ms: Float64Array;
  /** One array per width. */
  readonly shares: readonly Float64Array[];
}

export function pointsOf(
  ms: Float64Array,
  widthsMs: readonly number[],
  share: (fromMs: number, toMs: number) => number,
): Points {
  return { ms, shares: widthsMs.map((width) => ms.map((fromMs) => share(fromMs, fromMs + width))) };
}

/**
 * The window with the most surprising number of points, of the given widths, or nothing where chance may have done
 * it: the scan statistic, (widths x windows) x exp(-LLR) x axes < 0.001, with the exposure as the expectation.
 *
 * Exposure tells the clocks apart: when 25,000 connections pass the age of 900 s unharmed and the 1,080 that are
 * silent for 900 s drop, both clocks show 900 s, but far fewer drops were to be expected at that idle time.
 */
export function mostSurprising(
  points: Points,
  { widthsMs, rangeMs, steep = false }: ScanOptions,
): Cluster | undefined {
  let best: (Cluster & { readonly widthMs: number }) | undefined;
  for (const [index, widthMs] of widthsMs.entries()) {
    if (widthMs >= rangeMs / 2) continue;
    const window = clearest(points.ms, widthMs, points.shares[index]!);
    if (window === undefined || (best !== undefined && window.surprise <= best.surprise)) continue;
    const windows = (rangeMs / widthMs) * widthsMs.length;
    if (windows * Math.exp(-window.surprise) * AXES >= FALSE_ALARM) continue;
    if (steep && !isSteep(points.ms, { ...window, widthMs })) continue;
    best = { ...window, widthMs };
  }
  if (best === undefined) return undefined;
  // A timer does not err without end; a burst may last.
  return grown(points.ms, best, steep ? best.widthMs : Number.POSITIVE_INFINITY);
}

/** k ln(k/mu) + (n-k) ln((n-k)/(n-mu)), with mu = n x share; 0 where there are fewer than expected. */
export function logLikelihoodRatio(inside: number, all: number, share: number): number {
  const expected = all * share;
  if (inside <= expected) return 0;
  const outside = all - inside;
  const rest = outside === 0 ? 0 : outside * Math.log(outside / (all - expected));
  return inside * Math.log(inside / expected) + rest;
}

interface Window {
  readonly first: number;
  readonly last: number;
  readonly widthMs: number;
}

/** The window of one width that stands out most, if it holds enough to be a cluster. */
function clearest(
  ms: Float64Array,
  widthMs: number,
  shares: Float64Array,
): (Cluster & Window) | undefined {
  const least = widthMs <= INSTANT_MS ? INSTANT_LEAST : CLUSTER_LEAST;
  let best: (Cluster & Window) | undefined;
  for (let first = 0, last = 0; first < ms.length; first += 1) {
    while (last + 1 < ms.length && ms[last + 1]! - ms[first]! <= widthMs) last += 1;
    const count = last - first + 1;
    if (count < least) continue;
    const surprise = logLikelihoodRatio(count, ms.length, shares[first]!);
    if (best === undefined || surprise > best.surprise) best = { first, last, surprise, widthMs };
  }
  return best;
}

/** So many widths to each side are looked at; the window must be so much denser, and not by chance. */
const BESIDE = 4;
const STEEP = 3;
const STEEP_SURPRISE = 10;

function isSteep(points: Float64Array, { first, last, widthMs }: Window): boolean {
  let low = first;
  while (low > 0 && points[first]! - points[low - 1]! <= BESIDE * widthMs) low -= 1;
  let high = last;
  while (high < points.length - 1 && points[high + 1]! - points[last]! <= BESIDE * widthMs)
    high += 1;
  const inside = last - first + 1;
  const all = high - low + 1;
  const denser = inside * 2 * BESIDE >= STEEP * (all - inside);
  return denser && logLikelihoodRatio(inside, all, 1 / (2 * BESIDE + 1)) >= STEEP_SURPRISE;
}

/** Neighbours that follow as densely as the window's own points belong to it, up to so far beside it. */
function grown(points: Float64Array, window: Cluster & Window, mostMs: number): Cluster {
  let { first, last } = window;
  const lowMs = points[first]! - mostMs;
  const highMs = points[last]! + mostMs;
  const usualMs = (points[last]! - points[first]!) / (last - first);
  const nearMs = Math.min(window.widthMs, Math.max(3 * usualMs, INSTANT_MS / 5));
  const follows = (place: number) =>
    points[place]! >= lowMs &&
    points[place]! <= highMs &&
    points[place + 1]! - points[place]! <= nearMs;
  while (first > 0 && follows(first - 1)) first -= 1;
  while (last < points.length - 1 && points[last + 1]! <= highMs && follows(last)) last += 1;
  return { first, last, surprise: window.surprise };
}
