/** `900 s`, `10,800 s`: seconds, because settings are written in them. */
export function seconds(ms: number): string {
  if (ms === 0) return '0 s';
  if (ms < 1_000) return `${ms} ms`;
  return `${group(ms / 1_000)} s`;
}

/** `8,192`. */
export function group(value: number): string {
  const [whole = '', fraction] = String(Math.round(value * 1_000) / 1_000).split('.');
  const grouped = whole.replace(/\B(?=(\d{3})+(?!\d))/g, ',');
  return fraction === undefined ? grouped : `${grouped}.${fraction}`;
}

/** The number that a text begins with, clamped to a range: most likely what its author wants. */
export function nearestAllowed(text: string, [min, max]: readonly [number, number]): number {
  const value = Number.parseInt(text, 10);
  return Number.isNaN(value) ? min : Math.min(max, Math.max(min, value));
}
