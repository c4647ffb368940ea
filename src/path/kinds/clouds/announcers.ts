import { type CatalogueEntry, EVERY_CARRIAGE, NOTHING_RESETS } from '../../catalogue/entry.ts';
import type { Family } from '../../family.ts';
import type { BalancerOwnership } from '../../ownership.ts';
import { balancerKind, claimsBy } from '../hosters/service-balancer.ts';

/** A product that brings an address to the nodes and keeps no session, so it has no timeout of its own. */
function announcer({
  kind,
  title,
  source,
  claims,
  cluster,
}: {
  readonly kind: string;
  readonly title: string;
  readonly source: string;
} & Pick<BalancerOwnership, 'claims' | 'cluster'>): Family {
  const entry: CatalogueEntry = {
    id: kind,
    hop: 'cloud-lb',
    component: title,
    setting: '(no connection state)',
    configuredIn: [],
    default: 'none',
    defaultMs: null,
    kind: 'modifier',
    measures:
      'brings an address to a node; no idle timer. Established connections break when another node takes the address over: the next packet reaches a node without the connection',
    resetBy: NOTHING_RESETS,
    endsAs: { tcp: 'RST or silence, see linux-conntrack-established' },
    appliesTo: EVERY_CARRIAGE,
    verified: 'unverified',
    verifiedNote: 'that it keeps no connections: NOT verified (general knowledge)',
    sources: [source],
  };
  return {
    kinds: [balancerKind({ kind, title, terminates: 'no', speaks: [], catalogue: [kind] })],
    catalogue: [entry],
    balancers: {
      name: title,
      claims,
      ...(cluster && { cluster }),
      balancerOf: () => ({ kind, isDirect: false }),
      sendsProxyProtocol: () => false,
    },
  };
}

/** kube-vip announces the address of a Service by ARP or BGP. */
export const kubeVipFamily = announcer({
  kind: 'kube-vip',
  title: 'kube-vip',
  source: 'https://kube-vip.io/docs/usage/kubernetes-services/',
  claims: claimsBy({ prefixes: ['kube-vip.io/'], classes: /^kube-vip\.io\// }),
});

/** The service load balancer of k3s forwards a port of each node with iptables. */
export const k3sFamily = announcer({
  kind: 'k3s-servicelb',
  title: 'k3s ServiceLB',
  source: 'https://docs.k3s.io/networking/networking-services#service-load-balancer',
  claims: claimsBy({
    prefixes: ['svccontroller.k3s.cattle.io/'],
    classes: /^svccontroller\.k3s\.cattle\.io\//,
  }),
});

const CILIUM_OBJECTS = { CiliumLoadBalancerIPPool: ['cilium.io'] };

/** Cilium gives addresses from its pools, and announces them by ARP or BGP. */
export const ciliumBalancerFamily: Family = {
  ...announcer({
    kind: 'cilium-lb',
    title: 'Cilium LB IPAM',
    source: 'https://docs.cilium.io/en/stable/network/lb-ipam/',
    claims: claimsBy({
      prefixes: ['io.cilium/lb-ipam-', 'lbipam.cilium.io/', 'lb-ipam.cilium.io/'],
      classes: /^io\.cilium\/|^lbipam\.cilium\.io\//,
    }),
    cluster: { objects: CILIUM_OBJECTS },
  }),
  objects: CILIUM_OBJECTS,
};
