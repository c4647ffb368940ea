import type { Route } from '../../manifests/route.ts';
import { isSecure, isWebSocket } from '../../path/transport.ts';

/** A way of the old set, and the one that replaces it. */
export interface Pair {
  readonly old: Route;
  readonly new: Route;
  readonly by: Likeness;
}

/** By what two ways were recognized as one. */
type Likeness = 'host and path' | 'host and backend' | 'port and backend' | 'backend';

export interface Pairing {
  readonly pairs: readonly Pair[];
  /** Ways of the old set that nothing in the new one replaces. */
  readonly gone: readonly Route[];
  /** Ways that only the new set has. */
  readonly added: readonly Route[];
}

/**
 * Pairs the ways of two sets: those that agree in most come first, and each way is in one pair at most.
 *
 * Clients keep the address that they dial, so host and path come before the Service behind; a way without TLS is
 * paired with one that has it only where nothing better is left.
 */
export function pairWays(old: readonly Route[], fresh: readonly Route[]): Pairing {
  const pairs = new Map<Route, Pair>();
  const taken = new Set<Route>();
  for (const { by, key } of LIKENESSES)
    for (const route of old) {
      const wanted = key(route);
      if (pairs.has(route) || wanted === undefined) continue;
      const found = fresh.find((other) => !taken.has(other) && key(other) === wanted);
      if (found === undefined) continue;
      pairs.set(route, { old: route, new: found, by });
      taken.add(found);
    }
  return {
    pairs: old.flatMap((route) => pairs.get(route) ?? []),
    gone: old.filter((route) => !pairs.has(route)),
    added: fresh.filter((route) => !taken.has(route)),
  };
}

/** From the closest likeness to the loosest; ways whose keys are equal are alike, and one without a key is like none. */
const LIKENESSES: readonly {
  readonly by: Likeness;
  key(route: Route): string | undefined;
}[] = [
  {
    by: 'host and path',
    key: (route) => hostKey(route, [route.transport, route.port, pathOf(route)]),
  },
  { by: 'host and path', key: (route) => hostKey(route, [security(route), pathOf(route)]) },
  { by: 'host and path', key: (route) => hostKey(route, [framing(route), pathOf(route)]) },
  { by: 'host and backend', key: (route) => hostKey(route, [security(route), route.backend]) },
  { by: 'host and backend', key: (route) => hostKey(route, [framing(route), route.backend]) },
  { by: 'port and backend', key: (route) => keyOf([security(route), route.port, route.backend]) },
  { by: 'backend', key: (route) => keyOf([security(route), route.backend]) },
  { by: 'backend', key: (route) => keyOf([framing(route), route.backend]) },
];

function hostKey({ host }: Route, parts: readonly (string | number)[]): string | undefined {
  return host === undefined ? undefined : keyOf([host.toLowerCase(), ...parts]);
}

function keyOf(parts: readonly (string | number)[]): string {
  return JSON.stringify(parts);
}

function security(route: Route): string {
  return `${framing(route)} ${isSecure(route.transport)}`;
}

function framing({ transport }: Route): string {
  return isWebSocket(transport) ? 'http' : 'raw';
}

/** Controllers write the same prefix in different ways: `/chat/`, `/chat(/|$)(.*)`, `/chat/.*`. */
function pathOf({ path = '/' }: Route): string {
  const literal = path.replace(/[\^$]/g, '').replace(/[([{*+?|\\].*$/, '');
  return literal.replace(/[/.]+$/, '') || '/';
}
