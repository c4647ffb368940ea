import {
  type CatalogueEntry,
  EVERY_CARRIAGE,
  entryFinder,
  PACKETS_RESET,
} from '../../catalogue/entry.ts';
import type { Family } from '../../family.ts';
import type { HopKind } from '../../hop-kind.ts';
import { limitFrom } from '../../limit-from.ts';

/** NAT on the side of the client. */
const NAT = [
  {
    id: 'nat-rfc5382',
    hop: 'client-nat',
    component: 'Home / carrier NAT',
    setting: 'TCP established mapping timer',
    configuredIn: [{ where: 'RFC', key: 'RFC 5382 REQ-5' }],
    default: '>= 7440 s (2 h 4 min) required; real devices are often shorter',
    defaultMs: 7_440_000,
    kind: 'idle-bidirectional',
    measures: 'idle TCP mapping; after expiry the mapping is gone',
    resetBy: PACKETS_RESET,
    endsAs: {
      tcp: 'silent drop, or RST from the NAT for outbound packets',
      ws: 'no event until the next send',
    },
    appliesTo: EVERY_CARRIAGE,
    verified: 'unverified',
    verifiedNote: 'value via secondary text; measured studies NOT found',
    sources: ['public code quoting "2 hours 4 minutes, as per RFC 5382 section 5"'],
  },
] as const satisfies readonly CatalogueEntry[];

const natEntry = entryFinder(NAT);

const carrierNat: HopKind = {
  kind: 'nat',
  title: 'NAT of a home router or a carrier',
  role: 'nat',
  terminates: 'no',
  speaks: [],
  catalogue: ['nat-'],
  limits: [
    limitFrom(natEntry('nat-rfc5382'), {
      key: 'established-timeout',
      effects: ['silent', 'rst-on-next-packet'],
    }),
  ],
};

export const carrierNatFamily: Family = { kinds: [carrierNat], catalogue: NAT };
