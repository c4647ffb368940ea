import assert from 'node:assert/strict';
import { pathsFromManifests } from '../manifests/paths.ts';
import { readManifests } from '../manifests/read.ts';
import type { Route } from '../manifests/route.ts';
import type { Hop } from '../path/path.ts';

/** The ways of manifests that a test writes, and what had to be assumed. */
export function waysIn(text: string): {
  readonly routes: readonly Route[];
  readonly notes: readonly string[];
} {
  const { objects, problems } = readManifests(text, 'm.yaml');
  assert.deepEqual(problems, []);
  const { routes, notes } = pathsFromManifests(objects);
  return { routes, notes: notes.map(({ message }) => message) };
}

/** The proxy on a way. */
export function proxyOf(route: Route | undefined): Hop {
  const hop = route?.hops.hops.find(({ id }) => id === 'ingress');
  assert.ok(hop !== undefined, `no proxy on ${route?.name}`);
  return hop;
}

/** A limit as a test reads it: `timeouts.stream-idle-timeout 1740 s, m.yaml:12`, `? ` before one that is not known. */
export function limitLines({ limits }: Hop): readonly string[] {
  return limits
    .filter(({ startsAt }) => startsAt !== 'stall')
    .map(({ setting, afterMs, source, maybeSetBy }) => {
      const origin = source.kind === 'manifest' ? `line ${source.at.line}` : 'default';
      return `${maybeSetBy === undefined ? '' : '? '}${setting} ${afterMs / 1_000} s, ${origin}`;
    });
}
