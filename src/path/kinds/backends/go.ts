import { type CatalogueEntry, NOTHING_RESETS, UPGRADED } from '../../catalogue/entry.ts';
import type { Family } from '../../family.ts';
import type { HopKind } from '../../hop-kind.ts';
import { pod } from './pod.ts';

/** Go servers. */
const GO = [
  {
    id: 'go-net-http',
    hop: 'pod',
    component: 'Go net/http',
    setting: 'Server.ReadTimeout/WriteTimeout/IdleTimeout',
    configuredIn: [
      {
        where: 'http.Server field',
        key: 'ReadTimeout, ReadHeaderTimeout, WriteTimeout, IdleTimeout',
      },
    ],
    default: '0 (none)',
    defaultMs: 0,
    kind: 'handshake',
    measures:
      'deadlines are cleared on Hijack, so they do not cut upgraded connections; a WriteTimeout left on a hijacked conn by hand does',
    resetBy: NOTHING_RESETS,
    endsAs: { tcp: 'close' },
    appliesTo: UPGRADED,
    verified: 'unverified',
    verifiedNote: 'general knowledge, NOT re-read',
    sources: ['no source read: general knowledge'],
  },
] as const satisfies readonly CatalogueEntry[];

/** Go clears its deadlines when a connection is taken over for an upgrade. */
const goHttp: HopKind = {
  kind: 'go-net-http',
  title: 'pods with a Go net/http server',
  role: 'backend',
  terminates: 'yes',
  speaks: ['tcp', 'tls', 'http', 'websocket'],
  catalogue: ['go-'],
  limits: pod.limits,
  inert: ['read-timeout', 'write-timeout', 'idle-timeout-http'],
};

export const goHttpFamily: Family = { kinds: [goHttp], catalogue: GO };
