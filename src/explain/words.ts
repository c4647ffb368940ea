/** `4.02 s`, `900.0 s`, `10,800 s`: as many figures as a clock of milliseconds deserves. */
export function seconds(ms: number): string {
  const value = ms / 1000;
  return `${figures(value, value < 10 ? 2 : 1)} s`;
}

/** `900.0 to 900.2 s`, or one figure when both ends read the same. */
export function secondsRange(fromMs: number, toMs: number): string {
  const [from, to] = [seconds(fromMs), seconds(toMs)];
  return from === to ? from : `${from.slice(0, -2)} to ${to}`;
}

/** A configured value: `900 s`, `0.5 s`. */
export function setSeconds(ms: number): string {
  return `${figures(ms / 1000, 0, 3)} s`;
}

/** A point of the run: `1:23:45`. */
export function clock(ms: number): string {
  const whole = Math.max(0, Math.floor(ms / 1000));
  const parts = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  return parts
    .map((part, index) => (index === 0 ? `${part}` : `${part}`.padStart(2, '0')))
    .join(':');
}

/** How many would lie there without a common cause: `chance would explain 0.20`. */
export function byChance(expected: number): string {
  if (expected < 0.01) return 'chance would explain fewer than 0.01';
  return `chance would explain ${figures(expected, expected < 10 ? 2 : 0)}`;
}

export function counted(count: number): string {
  return figures(count, 0);
}

function figures(value: number, least: number, most = least): string {
  return value.toLocaleString('en-US', {
    minimumFractionDigits: least,
    maximumFractionDigits: most,
  });
}
