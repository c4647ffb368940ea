type Point = readonly [at: number, value: number];

/** As many columns as a picture can show. */
const COLUMNS = 1_000;

/** Columns per line for this many lines: the page stays small however many there are. */
export function columnsFor(lines: number): number {
  return COLUMNS / Math.max(1, lines / 4);
}

/**
 * A step line with at most four points per column of the picture: first, lowest, highest and last, so that
 * no cliff and no spike is lost. The axis goes from 0 to `toMs`.
 */
export function thinned(
  points: readonly Point[],
  { toMs, columns }: { toMs: number; columns: number },
): readonly Point[] {
  const width = Math.max(1, toMs) / columns;
  const kept: Point[] = [];
  for (let start = 0; start < points.length; ) {
    const column = Math.floor(points[start]![0] / width);
    let end = start + 1;
    let lowest = start;
    let highest = start;
    for (; end < points.length && Math.floor(points[end]![0] / width) === column; end += 1) {
      if (points[end]![1] < points[lowest]![1]) lowest = end;
      if (points[end]![1] > points[highest]![1]) highest = end;
    }
    const indices = [...new Set([start, lowest, highest, end - 1])].sort((a, b) => a - b);
    kept.push(...indices.map((index) => points[index]!));
    start = end;
  }
  return withoutRepeats(kept);
}

/** A constant level needs only its first and last point. */
function withoutRepeats(points: readonly Point[]): readonly Point[] {
  return points.filter(
    ([, value], index) => value !== points[index - 1]?.[1] || value !== points[index + 1]?.[1],
  );
}

/** The last index in each column of `columnMs`: all that a step curve shows of ascending ages. */
export function columnEnds(agesMs: Float64Array, columnMs: number): readonly number[] {
  const ends: number[] = [];
  const columnOf = (index: number) => Math.floor(agesMs[index]! / columnMs);
  for (let index = 0; index < agesMs.length; index += 1) {
    if (index + 1 === agesMs.length || columnOf(index + 1) !== columnOf(index)) ends.push(index);
  }
  return ends;
}
