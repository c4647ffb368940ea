import type { Hop, Path } from '../path/path.ts';
import type { Route } from './route.ts';

/** All ways in one path, and the hops that each of them passes through. */
interface OnePath {
  readonly path: Path;
  readonly ways: readonly { readonly route: Route; readonly via: readonly string[] }[];
}

/**
 * The ways of a cluster as one path, as a scenario has it.
 *
 * Identical hops become one hop; others of the same name get a number:
 *
 *     client, balancer, balancer-2, node, ingress, pod
 */
export function onePath(routes: readonly Route[]): OnePath {
  const hops = new Map<string, Hop>();
  const counts = new Map<string, number>();
  const ways = routes.map((route) => ({
    route,
    via: route.hops.hops.map((hop) => {
      const key = JSON.stringify(hop);
      const known = hops.get(key);
      if (known !== undefined) return known.id;
      const count = (counts.get(hop.id) ?? 0) + 1;
      counts.set(hop.id, count);
      const id = count === 1 ? hop.id : `${hop.id}-${count}`;
      hops.set(key, { ...hop, id });
      return id;
    }),
  }));
  const sorted = [...hops.values()].sort((a, b) => ORDER.indexOf(stem(a)) - ORDER.indexOf(stem(b)));
  return { path: { hops: sorted }, ways };
}

/** From client to backend. */
const ORDER = ['client', 'balancer', 'node-ipvs', 'node', 'ingress', 'pod'];

function stem({ id }: Hop): string {
  return id.replace(/-\d+$/, '');
}
