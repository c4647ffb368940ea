import { assert } from '../base/assert.ts';
import type { Inventory } from '../objects/inventory.ts';
import { HOP_KINDS, hopKind } from '../path/kinds/all.ts';
import type { NodeClaim } from '../path/ownership.ts';
import type { Hop } from '../path/path.ts';
import { hopOf } from './hop.ts';

/** What translates addresses on the nodes, as far as the manifests show. */
export interface DataPlane extends NodeClaim {
  readonly kind: string;
}

/** The kernel's table of connections, which kube-proxy with iptables is made of. */
const CONNTRACK = 'conntrack';

/** The data plane of the cluster: the first kind that finds its signs. */
export function dataPlaneOf(inventory: Inventory): DataPlane {
  for (const { kind, node } of HOP_KINDS) {
    const claim = node?.claim(inventory);
    if (claim !== undefined) return { kind, ...claim };
  }
  assert(false, 'no kind of node is assumed where nothing says which');
}

/** Every way of a cluster has the same nodes. */
const NODES = new WeakMap<DataPlane, readonly Hop[]>();

/** One table, or one in front of the kernel's. */
export function nodeHops(plane: DataPlane): readonly Hop[] {
  const known = NODES.get(plane) ?? makeNodeHops(plane);
  NODES.set(plane, known);
  return known;
}

function makeNodeHops({ kind, settings }: DataPlane): readonly Hop[] {
  if (hopKind(kind)?.node?.isBeforeConntrack !== true)
    return [hopOf({ id: 'node', kind, settings })];
  return [
    hopOf({ id: 'node-ipvs', kind, settings }),
    hopOf({ id: 'node', kind: CONNTRACK, settings }),
  ];
}
