import {
  type CatalogueEntry,
  entryFinder,
  PAYLOAD_RESETS,
  UPGRADED,
} from '../../catalogue/entry.ts';
import type { Family } from '../../family.ts';
import type { HopKind } from '../../hop-kind.ts';
import { limitFrom } from '../../limit-from.ts';
import { BETWEEN_REQUESTS, ENDING, MAX_CONNECTION } from './envoy.ts';

/** Contour. */
const CONTOUR = [
  {
    id: 'contour-timeouts',
    hop: 'gateway',
    component: 'Contour',
    setting: 'timeouts.*',
    configuredIn: [
      {
        where: 'contour ConfigMap',
        key: 'timeouts.request-timeout, connection-idle-timeout, stream-idle-timeout, max-connection-duration, delayed-close-timeout, connection-shutdown-grace-period',
      },
      { where: 'HTTPProxy route', key: 'timeoutPolicy.idle/response; enableWebsockets: true' },
    ],
    default: 'infinity / 60s / 5m / infinity / 1s / 5s',
    defaultMs: 300_000,
    kind: 'idle-bidirectional',
    measures: 'Envoy settings of the same names',
    resetBy: PAYLOAD_RESETS,
    endsAs: { tcp: 'close', ws: '1006' },
    appliesTo: UPGRADED,
    verified: 'unverified',
    verifiedNote: 'source (defaults) / HTTPProxy fields not re-read',
    sources: ['default block of the Contour configuration, quoted in a public repository'],
  },
] as const satisfies readonly CatalogueEntry[];

const contourEntry = entryFinder(CONTOUR);

const contour: HopKind = {
  kind: 'contour',
  title: 'Contour',
  role: 'ingress',
  carries: ['ws', 'wss'],
  terminates: 'yes',
  speaks: ['tcp', 'tls', 'http'],
  catalogue: ['contour-', 'envoy-stream-idle-timeout'],
  limits: [
    limitFrom(contourEntry('contour-timeouts'), {
      ...ENDING,
      key: 'stream-idle-timeout',
      setting: 'timeouts.stream-idle-timeout',
    }),
    { ...MAX_CONNECTION, setting: 'timeouts.max-connection-duration' },
  ],
  inert: BETWEEN_REQUESTS,
};

export const contourFamily: Family = { kinds: [contour], catalogue: CONTOUR };
