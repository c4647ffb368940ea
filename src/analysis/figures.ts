/** `46,100`. */
export function formatCount(value: number): string {
  return Math.round(value).toLocaleString('en-US');
}

/** `0.0067 %`: two significant figures below 10 %, whole tenths above. */
export function formatShare(share: number): string {
  const percent = share * 100;
  if (percent === 0 || percent === 100) return `${percent} %`;
  if (percent >= 10) return `${percent.toFixed(1)} %`;
  return `${Number(percent.toPrecision(2))} %`;
}

/** `41 ms`, `0.4 ms`, `1.2 s`. */
export function formatMs(ms: number): string {
  if (ms >= 1_000) return `${Number((ms / 1_000).toPrecision(3))} s`;
  return ms >= 10 ? `${Math.round(ms)} ms` : `${Number(ms.toPrecision(2))} ms`;
}

/** `0.7`, `46,100`: connection-hours. */
export function formatHours(hours: number): string {
  return hours < 10 ? hours.toFixed(1) : formatCount(hours);
}

/** A unit for rates that a run of this many connection-hours can speak about. */
export function rateUnit(hours: number): { readonly perHours: number; readonly unit: string } {
  return hours >= 1_000
    ? { perHours: 1_000, unit: '1,000 connection-hours' }
    : { perHours: 1, unit: 'connection-hour' };
}
