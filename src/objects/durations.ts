const NGINX_UNITS: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1_000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 604_800_000,
  M: 2_592_000_000,
  y: 31_536_000_000,
};

/** nginx's time syntax: `240s`, `1h 30m`, and a bare number of seconds. */
export function nginxTimeMs(text: string): number | undefined {
  if (/^\d{1,10}$/.test(text)) return Number(text) * 1_000;
  if (!/^(\d{1,10}(ms|[smhdwMy]) ?)+$/.test(text)) return undefined;
  return sum(text, NGINX_UNITS);
}

const GO_UNITS: Readonly<Record<string, number>> = {
  ns: 1e-6,
  us: 1e-3,
  ms: 1,
  s: 1_000,
  m: 60_000,
  h: 3_600_000,
};

/** Go's duration syntax, of which the Gateway API uses a subset: `1h30m`, `0s`, `1.5s`. */
export function goDurationMs(text: string): number | undefined {
  if (text === '0') return 0;
  if (!/^(\d{1,10}(\.\d{1,9})?(ns|us|ms|s|m|h))+$/.test(text)) return undefined;
  return sum(text, GO_UNITS);
}

const HAPROXY_UNITS: Readonly<Record<string, number>> = {
  us: 1e-3,
  ms: 1,
  s: 1_000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
};

/** HAProxy's time syntax: one number with one unit, and a bare number of milliseconds. */
export function haproxyTimeMs(text: string): number | undefined {
  const [, count, unit = 'ms'] = /^(\d{1,10})(us|ms|s|m|h|d)?$/.exec(text) ?? [];
  return count === undefined ? undefined : Number(count) * (HAPROXY_UNITS[unit] ?? 0);
}

/** A whole number of seconds and nothing else, as a millisecond figure. */
export function secondsMs(text: string): number | undefined {
  return /^\d{1,10}$/.test(text) ? Number(text) * 1_000 : undefined;
}

function sum(text: string, units: Readonly<Record<string, number>>): number {
  let totalMs = 0;
  for (const [, count, unit] of text.matchAll(/(\d+(?:\.\d+)?)(ms|us|ns|[a-zA-Z])/g))
    totalMs += Number(count) * (units[unit ?? ''] ?? 0);
  return totalMs;
}
