/** True when one host matches another: itself, or `*.example.com` for one below it. */
export function matchesHost(pattern: string, host: string): boolean {
  return pattern === host || (pattern.startsWith('*.') && host.endsWith(pattern.slice(1)));
}
