/** A value read from user input, or the problem with it. */
export type Reading<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly message: string; readonly hint: string };

const DURATION_UNITS: ReadonlyMap<string, number> = new Map([
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['min', 60_000],
  ['m', 60_000],
  ['s', 1_000],
  ['ms', 1],
]);
const DURATION_MS_MAX = 1_000 * 86_400_000;

/** `3h 5m`, `10800s`, `1.5s` or `250ms` to milliseconds. A unit is mandatory: a bare 10800 could be anything. */
export function parseDuration(input: unknown): Reading<number> {
  const bare = bareNumber(input);
  if (bare !== undefined)
    return wrong(`the duration ${bare} has no unit`, `write a unit, such as ${bare}s or ${bare}ms`);
  if (typeof input !== 'string')
    return wrong(`${nounOf(input)} is not a valid duration`, DURATION_HINT);
  const text = input.trim();
  if (text.length > 64 || !/^(\d+(\.\d+)?\s*[a-zµ]+\s*)+$/i.test(text))
    return wrong(`${quoted(input)} is not a valid duration`, DURATION_HINT);
  let totalMs = 0;
  let smallestMs = Number.POSITIVE_INFINITY;
  for (const [, figure, unit] of text.matchAll(/(\d+(?:\.\d+)?)\s*([a-zµ]+)/gi)) {
    const unitMs = DURATION_UNITS.get(unit!.toLowerCase());
    if (unitMs === undefined)
      return wrong(`${quoted(input)} has the unknown unit ${quoted(unit!)}`, DURATION_HINT);
    if (unitMs >= smallestMs)
      return wrong(`${quoted(input)} does not go from large to small units`, DURATION_HINT);
    smallestMs = unitMs;
    totalMs += Number(figure) * unitMs;
  }
  if (totalMs > DURATION_MS_MAX)
    return wrong(`the duration ${quoted(input)} is too long`, 'at most 1000d');
  return read(Math.round(totalMs * 1_000) / 1_000);
}

const DURATION_HINT = 'a duration with a unit, such as 250ms, 30s, 5m or 3h 5m';

/** `20000`, `1_000`, `20k`, `1.5k` or `2M` to a whole number. */
export function parseCount(input: unknown): Reading<number> {
  const text = typeof input === 'number' ? String(input) : input;
  if (typeof text !== 'string') return wrong(`${nounOf(input)} is not a valid count`, COUNT_HINT);
  if (/^\d{1,3}(,\d{3})+$/.test(text)) {
    const plain = text.replaceAll(',', '');
    return wrong(
      `${quoted(text)} is not a valid count`,
      `write ${plain} or ${text.replaceAll(',', '_')}`,
    );
  }
  const match = /^(\d+(?:_\d{3})*)(\.\d+)?\s*([kM]?)$/.exec(text.trim());
  if (match === null || text.length > 32)
    return wrong(`${quoted(text)} is not a valid count`, COUNT_HINT);
  const [, whole, fraction = '', letter] = match;
  const factor = { '': 1, k: 1_000, M: 1_000_000 }[letter as '' | 'k' | 'M'];
  const value = Math.round(Number(whole!.replaceAll('_', '') + fraction) * factor * 1e6) / 1e6;
  if (!Number.isSafeInteger(value))
    return wrong(`${quoted(text)} is not a whole number`, COUNT_HINT);
  return read(value);
}

const COUNT_HINT = 'a whole number, such as 500, 1_000, 20k or 2M';

const SIZE_UNITS: ReadonlyMap<string, number> = new Map([
  ['B', 1],
  ['kB', 1_000],
  ['MB', 1_000_000],
  ['GB', 1_000_000_000],
  ['KiB', 2 ** 10],
  ['MiB', 2 ** 20],
  ['GiB', 2 ** 30],
]);

/** `256B`, `64KiB` or `1kB` to bytes. A unit is mandatory. */
export function parseSize(input: unknown): Reading<number> {
  const bare = bareNumber(input);
  if (bare !== undefined)
    return wrong(`the size ${bare} has no unit`, `write a unit, such as ${bare}B or ${bare}KiB`);
  const match =
    typeof input === 'string' ? /^(\d+(?:\.\d+)?)\s*([A-Za-z]+)$/.exec(input.trim()) : null;
  if (match === null) return wrong(`${nounOf(input)} is not a valid size`, SIZE_HINT);
  const [text, figure, unit] = match as unknown as [string, string, string];
  const unitBytes = SIZE_UNITS.get(unit);
  if (unitBytes === undefined) {
    const meant = [...SIZE_UNITS.keys()].find((name) => name.toLowerCase() === unit.toLowerCase());
    const hint = meant === undefined ? SIZE_HINT : `write ${figure}${meant}`;
    return wrong(`${quoted(text)} has the unknown unit ${quoted(unit)}`, hint);
  }
  const bytes = Number(figure) * unitBytes;
  if (!Number.isSafeInteger(bytes))
    return wrong(`${quoted(text)} is not a whole number of bytes`, SIZE_HINT);
  return read(bytes);
}

const SIZE_HINT = 'a size with a unit, such as 256B, 1kB or 64KiB';

/** `100/s` or `6000/min` to a number per second. */
export function parseRate(input: unknown): Reading<number> {
  const match = typeof input === 'string' ? /^([^/]+)\/\s*(s|min|m|h)$/.exec(input.trim()) : null;
  if (match === null) return wrong(`${nounOf(input)} is not a valid rate`, RATE_HINT);
  const count = parseRateCount(match[1]!);
  if (!count.ok) return count;
  return read((count.value * 1_000) / DURATION_UNITS.get(match[2]!)!);
}

const RATE_HINT = 'a number per unit of time, such as 100/s, 6000/min or 1k/s';

function parseRateCount(text: string): Reading<number> {
  const decimal = /^\d+\.\d+$/.test(text.trim()) ? Number(text) : undefined;
  if (decimal !== undefined) return read(decimal);
  const count = parseCount(text.trim());
  return count.ok ? count : wrong(`${quoted(text)} is not a valid rate`, RATE_HINT);
}

/** `50%` or `0.1 %` to a share from 0 to 1. The % sign is mandatory: a bare 0.1 could be either. */
export function parsePercent(input: unknown): Reading<number> {
  const bare = bareNumber(input);
  if (bare !== undefined)
    return wrong(`the share ${bare} has no % sign`, `write ${bare}% or ${trim(bare * 100, 6)}%`);
  const match = typeof input === 'string' ? /^(\d+(?:\.\d+)?)\s*%$/.exec(input.trim()) : null;
  if (match === null) return wrong(`${nounOf(input)} is not a valid share`, PERCENT_HINT);
  const share = Number(match[1]) / 100;
  if (share > 1) return wrong(`${quoted(input as string)} is more than 100%`, 'at most 100%');
  return read(share);
}

const PERCENT_HINT = 'a number with a % sign, such as 50% or 0.1%';

/**
 * `3 h 5 min`, `900 s`, `41 ms`. Below an hour in seconds, as timeouts are written: 900 s can be compared
 * with a setting, 15 min cannot.
 */
export function formatDuration(ms: number): string {
  const sign = ms < 0 ? '-' : '';
  const size = Math.abs(ms);
  if (!Number.isFinite(size)) return 'forever';
  if (size < 999.5) return `${sign}${size < 10 ? trim(size, 1) : Math.round(size)} ms`;
  if (size < 3_599_500) return `${sign}${secondsOf(size)}`;
  const seconds = Math.round(size / 1_000);
  const parts = [
    [Math.floor(seconds / 3_600), 'h'],
    [Math.floor(seconds / 60) % 60, 'min'],
    [seconds % 60, 's'],
  ] as const;
  const words = parts.filter(([figure]) => figure > 0).map(([figure, unit]) => `${figure} ${unit}`);
  return sign + words.join(' ');
}

/** `10800 s`, `0.5 s`: a timeout, whatever its length, in the unit of its setting. */
export function formatSeconds(ms: number): string {
  return ms !== 0 && Math.abs(ms) < 1_000 ? formatDuration(ms) : `${trim(ms / 1_000, 1)} s`;
}

/** `46,100`. */
export function formatCount(count: number): string {
  return String(Math.round(count)).replace(/\B(?=(\d{3})+$)/g, ',');
}

/** `0.0067 %`, `1.56 %`: never `0 %` for more than none and never `100 %` for less than all. */
export function formatShare(share: number): string {
  const percent = share * 100;
  if (percent === 0) return '0 %';
  if (percent < 0.000001) return '< 0.000001 %';
  if (percent < 1) return `${trim(percent, 1 - Math.floor(Math.log10(percent)))} %`;
  if (percent < 100 && percent > 99.99) return '> 99.99 %';
  return `${trim(percent, 2)} %`;
}

/** `256 B`, `64 KiB`, `1.1 GiB`. */
export function formatBytes(bytes: number): string {
  const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB'] as const;
  let figure = bytes;
  let index = 0;
  while (Math.abs(figure) >= 1023.5 && index < units.length - 1) {
    figure /= 1024;
    index += 1;
  }
  return `${trim(figure, Math.abs(figure) < 10 ? 1 : 0)} ${units[index]}`;
}

function secondsOf(ms: number): string {
  return `${trim(ms / 1_000, ms < 10_000 ? 2 : ms < 100_000 ? 1 : 0)} s`;
}

/** At most this many decimals, without trailing zeros. */
function trim(figure: number, decimals: number): string {
  return String(Number(figure.toFixed(Math.min(20, Math.max(0, decimals)))));
}

function bareNumber(input: unknown): number | undefined {
  if (typeof input === 'number') return input;
  if (typeof input === 'string' && /^\s*\d+(\.\d+)?\s*$/.test(input)) return Number(input);
  return undefined;
}

function nounOf(input: unknown): string {
  if (input === undefined || input === null) return 'nothing';
  if (Array.isArray(input)) return 'a list';
  if (typeof input === 'object') return 'a mapping';
  return typeof input === 'string' ? quoted(input) : String(input);
}

/** In double quotes and capped, for a message of one line. */
export function quoted(text: string): string {
  return JSON.stringify(text.length > 60 ? `${text.slice(0, 59)}…` : text);
}

function read<T>(value: T): Reading<T> {
  return { ok: true, value };
}

function wrong<T>(message: string, hint: string): Reading<T> {
  return { ok: false, message, hint };
}
