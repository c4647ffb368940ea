/** What connections of one target may have in common beside their hops; the narrower first. */
export const ORIGINS = ['backend', 'node', 'peer', 'localAddress'] as const;
export type Origin = (typeof ORIGINS)[number];

/** Where a connection belongs. A backend may name its node behind an `@`: `pod-7@node-2`. */
export function originOf(
  kind: Origin,
  connection: {
    readonly backend?: string | undefined;
    readonly peer?: string | undefined;
    readonly localAddress?: string | undefined;
  },
): string | undefined {
  if (kind !== 'node') return connection[kind];
  const at = connection.backend?.indexOf('@') ?? -1;
  return at < 0 ? undefined : connection.backend!.slice(at + 1);
}
