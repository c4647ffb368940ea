import {
  type CatalogueEntry,
  EVERY_CARRIAGE,
  entryFinder,
  NOTHING_RESETS,
} from '../../catalogue/entry.ts';
import type { Family } from '../../family.ts';
import type { HopKind } from '../../hop-kind.ts';
import { limitFrom } from '../../limit-from.ts';
import { BETWEEN_REQUESTS, STREAM_IDLE, TCP_IDLE } from './envoy.ts';

/** Istio. */
const ISTIO = [
  {
    id: 'istio-termination-drain',
    hop: 'gateway',
    component: 'Istio gateway/sidecar',
    setting: 'terminationDrainDuration, EXIT_ON_ZERO_ACTIVE_CONNECTIONS, drainDuration',
    configuredIn: [
      {
        where: 'meshConfig.defaultConfig / proxy.istio.io/config',
        key: 'terminationDrainDuration, drainDuration',
      },
      { where: 'proxy env', key: 'EXIT_ON_ZERO_ACTIVE_CONNECTIONS' },
    ],
    default: '5 s termination drain; 45 s drain (secondary)',
    defaultMs: 5_000,
    kind: 'drain-after-event',
    measures: 'pod termination: after N s Envoy exits and every connection dies',
    resetBy: NOTHING_RESETS,
    endsAs: { tcp: 'FIN/RST at process exit', ws: '1006' },
    appliesTo: EVERY_CARRIAGE,
    verified: 'unverified',
    verifiedNote: 'secondary sources only',
    sources: ['quoted in a public repository'],
  },
] as const satisfies readonly CatalogueEntry[];

const istioEntry = entryFinder(ISTIO);

const istio: HopKind = {
  kind: 'istio',
  title: 'Istio ingress gateway',
  role: 'ingress',
  terminates: 'yes',
  speaks: ['tcp', 'tls', 'http'],
  catalogue: ['istio-', 'envoy-stream-idle-timeout', 'envoy-tcp-proxy-idle'],
  limits: [
    STREAM_IDLE,
    { ...TCP_IDLE, setting: 'connectionPool.tcp.idleTimeout' },
    limitFrom(istioEntry('istio-termination-drain'), {
      effects: ['fin', 'rst'],
      key: 'termination-drain-duration',
      setting: 'terminationDrainDuration',
      event: 'shutdown',
    }),
  ],
  inert: BETWEEN_REQUESTS,
};

export const istioFamily: Family = { kinds: [istio], catalogue: ISTIO };
