/** How evenly counts lie over their places. */
export interface BackendSpread {
  readonly backends: number;
  readonly total: number;
  /** 1 when all hold the same; the number of backends when one holds everything. */
  readonly maxOverMean: number;
  /** 0 when all hold the same, towards 1 when one of many holds everything. */
  readonly gini: number;
}

/** The spread of counts, one per backend that could hold connections, those with none too. */
export function spreadOf(counts: readonly number[]): BackendSpread | undefined {
  const total = counts.reduce((sum, count) => sum + count, 0);
  if (total === 0) return undefined;
  const sorted = [...counts].sort((one, other) => one - other);
  const ranked = sorted.reduce(
    (sum, count, index) => sum + (2 * (index + 1) - counts.length - 1) * count,
    0,
  );
  return {
    backends: counts.length,
    total,
    maxOverMean: (sorted.at(-1)! * counts.length) / total,
    gini: ranked / (counts.length * total),
  };
}
