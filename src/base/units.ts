/** A text that was read as a quantity, or what would be right. */
export type Quantity =
  | { readonly ok: true; readonly value: number }
  | { readonly ok: false; readonly hint: string };

const DURATION_UNITS: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1_000,
  m: 60_000,
  min: 60_000,
  h: 3_600_000,
  d: 86_400_000,
};

const SIZE_UNITS: Readonly<Record<string, number>> = {
  b: 1,
  kb: 1_000,
  kib: 1_024,
  mb: 1_000_000,
  mib: 1_048_576,
};

const RATE_UNITS: Readonly<Record<string, number>> = { s: 1, min: 60, m: 60, h: 3_600 };

/** `3h`, `3h 5m`, `10800s`, `1.5s`, `250ms` -> milliseconds. A unit is always needed. */
export function parseDuration(text: string): Quantity {
  const hint = 'a duration with its unit: 250ms, 30s, 5m, 3h, 3h 5m';
  const parts = [...text.trim().matchAll(/(\d+(?:\.\d+)?)\s*([a-z]+)\s*/gy)];
  const length = parts.reduce((sum, part) => sum + part[0].length, 0);
  if (parts.length === 0 || length !== text.trim().length) return { ok: false, hint };
  let ms = 0;
  for (const [, amount, unit] of parts) {
    const factor = DURATION_UNITS[unit!];
    if (factor === undefined) return { ok: false, hint };
    ms += Number(amount) * factor;
  }
  return { ok: true, value: ms };
}

/** `20k`, `1_000`, `1.5k`, `2M`, `300` -> a whole number. */
export function parseCount(text: string): Quantity {
  const hint = 'a whole number: 300, 1_000, 20k';
  const found = /^(\d[\d_]*(?:\.\d+)?)([kM]?)$/.exec(text.trim());
  if (found === null) return { ok: false, hint };
  const factor = { '': 1, k: 1_000, M: 1_000_000 }[found[2] as '' | 'k' | 'M'];
  const value = Number(found[1]!.replaceAll('_', '')) * factor;
  return Number.isInteger(value) ? { ok: true, value } : { ok: false, hint };
}

/** `256B`, `64KiB`, `1kB` -> bytes. A unit is always needed. */
export function parseSize(text: string): Quantity {
  const hint = 'a size with its unit: 256B, 4KiB, 1kB';
  const found = /^(\d+(?:\.\d+)?)\s*([a-z]+)$/i.exec(text.trim());
  const factor = found === null ? undefined : SIZE_UNITS[found[2]!.toLowerCase()];
  if (found === null || factor === undefined) return { ok: false, hint };
  return { ok: true, value: Math.round(Number(found[1]) * factor) };
}

/** `100/s`, `6000/min` -> per second. */
export function parseRate(text: string): Quantity {
  const hint = 'a rate: 100/s, 6000/min';
  const found = /^(\d[\d_]*(?:\.\d+)?)\s*\/\s*([a-z]+)$/.exec(text.trim());
  const seconds = found === null ? undefined : RATE_UNITS[found[2]!];
  if (found === null || seconds === undefined) return { ok: false, hint };
  return { ok: true, value: Number(found[1]!.replaceAll('_', '')) / seconds };
}

/** `50%`, `0.1%` -> a share, 0 to 1. */
export function parsePercent(text: string): Quantity {
  const hint = 'a percentage from 0% to 100%';
  const found = /^(\d+(?:\.\d+)?)\s*%$/.exec(text.trim());
  const value = found === null ? Number.NaN : Number(found[1]) / 100;
  return value <= 1 ? { ok: true, value } : { ok: false, hint };
}

/** `900 s`, `0.5 s`: a configured time, as its setting is usually written. */
export function formatSeconds(ms: number): string {
  return `${Number((ms / 1_000).toFixed(3)).toLocaleString('en-US')} s`;
}
