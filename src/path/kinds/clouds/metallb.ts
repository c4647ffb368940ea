import { type CatalogueEntry, EVERY_CARRIAGE, NOTHING_RESETS } from '../../catalogue/entry.ts';
import type { Family } from '../../family.ts';
import type { HopKind } from '../../hop-kind.ts';
import { hasPrefix } from '../../ownership.ts';

/** MetalLB. */
const METALLB = [
  {
    id: 'metallb',
    hop: 'cloud-lb',
    component: 'MetalLB',
    setting: '(no connection state)',
    configuredIn: [],
    default: 'none',
    defaultMs: null,
    kind: 'modifier',
    measures:
      'announces an address only; no idle timer. Established connections break when the announcing node changes (L2 fail-over) or ECMP re-hashes (BGP): next packet reaches a node without the conntrack entry',
    resetBy: NOTHING_RESETS,
    endsAs: { tcp: 'RST or silence, see linux-conntrack-established' },
    appliesTo: EVERY_CARRIAGE,
    verified: 'unverified',
    verifiedNote: 'NOT verified (general knowledge)',
    sources: ['no source read: general knowledge'],
  },
] as const satisfies readonly CatalogueEntry[];

/** It announces an address and keeps no session, so it has no timeout of its own. */
const metallb: HopKind = {
  kind: 'metallb',
  title: 'MetalLB',
  role: 'load-balancer',
  terminates: 'no',
  speaks: [],
  catalogue: ['metallb'],
  limits: [],
};

const OBJECTS = {
  IPAddressPool: ['metallb.io'],
  L2Advertisement: ['metallb.io'],
  BGPAdvertisement: ['metallb.io'],
};

export const metallbFamily: Family = {
  kinds: [metallb],
  catalogue: METALLB,
  balancers: {
    name: 'MetalLB',
    claims: ({ annotations }) => hasPrefix(annotations, ['metallb.universe.tf/', 'metallb.io/']),
    cluster: { objects: OBJECTS },
    balancerOf: () => ({ kind: 'metallb', isDirect: false }),
    sendsProxyProtocol: () => false,
  },
  objects: OBJECTS,
};
