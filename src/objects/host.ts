/** True when one host matches another: itself, or `*.example.com` for one below it. */
export function matchesHost(pattern: string, host: string): boolean {
  return pattern === host || (pattern.startsWith('*.') && host.endsWith(pattern.slice(1)));
}

/**
 * The hosts that two patterns have in common, as a pattern; false when they have none, undefined when both leave it
 * open. A route with `*.example.com` on a listener for `chat.example.com` has that one host.
 */
export function sharedHost(
  a: string | undefined,
  b: string | undefined,
): string | undefined | false {
  if (a === undefined || b === undefined) return a ?? b;
  if (matchesHost(a, b)) return b;
  return matchesHost(b, a) ? a : false;
}
