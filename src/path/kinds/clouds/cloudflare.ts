import {
  type CatalogueEntry,
  entryFinder,
  PAYLOAD_RESETS,
  UPGRADED,
} from '../../catalogue/entry.ts';
import type { Family } from '../../family.ts';
import type { HopKind } from '../../hop-kind.ts';
import { limitFrom } from '../../limit-from.ts';

/** Cloudflare. */
const CLOUDFLARE = [
  {
    id: 'cloudflare-ws-idle',
    hop: 'cdn',
    component: 'Cloudflare proxy',
    setting: 'WebSocket idle',
    configuredIn: [],
    default: '100 s',
    defaultMs: 100_000,
    kind: 'idle-bidirectional',
    measures: 'no WebSocket traffic seen by the edge; protocol-level, TCP keepalive is not enough',
    resetBy: PAYLOAD_RESETS,
    endsAs: { tcp: 'closed by the edge', ws: '1006 (not verified)' },
    appliesTo: UPGRADED,
    verified: 'unverified',
    verifiedNote: 'field reports only',
    sources: [
      'github.com/buildbot/buildbot/issues/4078',
      'github.com/gravitational/teleport/pull/11765',
      'github.com/paradoxxxzero/butterfly/pull/172',
    ],
    notes: 'Depends on the plan.',
  },
] as const satisfies readonly CatalogueEntry[];

const cloudflareEntry = entryFinder(CLOUDFLARE);

const cloudflare: HopKind = {
  kind: 'cloudflare',
  title: 'Cloudflare proxy',
  role: 'load-balancer',
  carries: ['ws', 'wss'],
  terminates: 'yes',
  speaks: ['tcp', 'tls', 'http', 'websocket'],
  catalogue: ['cloudflare-'],
  limits: [
    limitFrom(cloudflareEntry('cloudflare-ws-idle'), {
      key: 'idle-timeout',
      effects: ['fin', 'close-notify', 'close-frame'],
    }),
  ],
};

export const cloudflareFamily: Family = { kinds: [cloudflare], catalogue: CLOUDFLARE };
