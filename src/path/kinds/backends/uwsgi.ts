import {
  type CatalogueEntry,
  entryFinder,
  PAYLOAD_RESETS,
  UPGRADED,
} from '../../catalogue/entry.ts';
import type { Family } from '../../family.ts';
import type { HopKind } from '../../hop-kind.ts';
import { limitIfConfigured } from '../../limit-from.ts';
import { POLITE, STOP } from './pod.ts';

/** uWSGI. */
const UWSGI = [
  {
    id: 'uwsgi',
    hop: 'pod',
    component: 'uWSGI',
    setting: 'http-timeout, socket-timeout, http-websockets',
    configuredIn: [{ where: 'option', key: 'http-timeout, socket-timeout' }],
    default: 'not established',
    defaultMs: null,
    kind: 'idle-bidirectional',
    measures: 'not established',
    resetBy: PAYLOAD_RESETS,
    endsAs: {},
    appliesTo: UPGRADED,
    verified: 'unverified',
    verifiedNote: 'NOT verified',
    sources: ['no source read: general knowledge'],
  },
] as const satisfies readonly CatalogueEntry[];

const uwsgiEntry = entryFinder(UWSGI);

const uwsgi: HopKind = {
  kind: 'uwsgi',
  title: 'pods with uWSGI',
  role: 'backend',
  terminates: 'yes',
  speaks: ['tcp', 'tls', 'http', 'websocket'],
  catalogue: ['uwsgi'],
  limits: [
    limitIfConfigured(uwsgiEntry('uwsgi'), {
      ...POLITE,
      key: 'http-timeout',
      setting: 'http-timeout',
    }),
    ...STOP,
  ],
};

export const uwsgiFamily: Family = { kinds: [uwsgi], catalogue: UWSGI };
