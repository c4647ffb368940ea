/** The middle one; undefined without values. */
export function median(values: readonly number[]): number | undefined {
  return Float64Array.from(values).sort()[values.length >> 1];
}
