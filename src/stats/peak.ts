/** The most of these times that fall into any one second, wherever it begins. */
export function peakPerSecond(timesMs: readonly number[]): number {
  const sorted = Float64Array.from(timesMs).sort();
  let peak = 0;
  let first = 0;
  for (let last = 0; last < sorted.length; last += 1) {
    while (sorted[last]! - sorted[first]! >= 1_000) first += 1;
    peak = Math.max(peak, last - first + 1);
  }
  return peak;
}
