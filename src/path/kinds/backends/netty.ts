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

/** Netty. */
const NETTY = [
  {
    id: 'netty-webflux',
    hop: 'pod',
    component: 'Netty / Reactor Netty',
    setting: 'IdleStateHandler (opt-in)',
    configuredIn: [{ where: 'code', key: 'IdleStateHandler' }],
    default: 'none',
    defaultMs: null,
    kind: 'idle-directional',
    measures: 'nothing unless the application installs it',
    resetBy: PAYLOAD_RESETS,
    endsAs: {},
    appliesTo: UPGRADED,
    verified: 'unverified',
    verifiedNote: 'NOT verified',
    sources: ['no source read: general knowledge'],
  },
] as const satisfies readonly CatalogueEntry[];

const nettyEntry = entryFinder(NETTY);

const netty: HopKind = {
  kind: 'netty',
  title: 'pods with a Netty or Reactor Netty server',
  role: 'backend',
  terminates: 'yes',
  speaks: ['tcp', 'tls', 'http', 'websocket'],
  catalogue: ['netty-'],
  limits: [
    limitIfConfigured(nettyEntry('netty-webflux'), {
      ...POLITE,
      key: 'idle-timeout',
      setting: 'IdleStateHandler',
    }),
    ...STOP,
  ],
};

export const nettyFamily: Family = { kinds: [netty], catalogue: NETTY };
