type Point = readonly [at: number, value: number];

/** As many columns as a picture has to show. */
const COLUMNS = 1_000;

/**
 * A step line with at most four points per column of the picture: first, lowest, highest and last, so that
 * no cliff and no spike goes away. `to`: the end of the axis, which starts at 0.
 */
export function thinned(points: readonly Point[], to: number, columns = COLUMNS): readonly Point[] {
  const width = Math.max(1, to) / columns;
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

/** A level that stays the same needs its first and its last point. */
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
