/** `2:27:00`: a time in the run. */
export function clock(ms: number): string {
  const whole = Math.max(0, Math.floor(ms / 1_000));
  const pad = (value: number) => String(value).padStart(2, '0');
  return `${Math.floor(whole / 3_600)}:${pad(Math.floor(whole / 60) % 60)}:${pad(whole % 60)}`;
}

/** `+2:27:00 03:27:00Z`: the same, and the time of day, by which other logs are read. */
export function moment(ms: number, startedAt: string): string {
  const wall = new Date(Date.parse(startedAt) + ms).toISOString();
  return `+${clock(ms)} ${wall.slice(11, 19)}Z`;
}

/** `3 h 5 min`, `10 min`, `12 s`, `0.4 s`: a length of time for people. */
export function span(ms: number): string {
  const seconds = Math.round(ms / 1_000);
  if (seconds < 1) return `${Number((ms / 1_000).toPrecision(1))} s`;
  if (seconds < 60) return `${seconds} s`;
  const parts: [number, string][] = [
    [Math.floor(seconds / 86_400), 'd'],
    [Math.floor(seconds / 3_600) % 24, 'h'],
    [Math.floor(seconds / 60) % 60, 'min'],
    [seconds < 3_600 ? seconds % 60 : 0, 's'],
  ];
  return parts
    .filter(([value]) => value > 0)
    .map(([value, unit]) => `${value} ${unit}`)
    .join(' ');
}

/** `900 s`, `2.0 s`, `900.0 to 900.4 s`: measured times on the clock of a timeout. */
export function measuredRange(fromMs: number, toMs: number): string {
  const digits = toMs < 100_000 ? 1 : 0;
  const [from, to] = [fromMs, toMs].map((ms) => (ms / 1_000).toFixed(digits));
  return from === to ? `${from} s` : `${from} to ${to} s`;
}

const WORDS = ['no', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine'];

/** `four`; figures from ten on. */
export function inWords(count: number): string {
  return WORDS[count] ?? count.toLocaleString('en-US');
}

export function plural(count: number, one: string, many = `${one}s`): string {
  return count === 1 ? one : many;
}
